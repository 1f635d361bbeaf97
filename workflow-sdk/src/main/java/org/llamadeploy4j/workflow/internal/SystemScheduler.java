package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.workflow.spi.RunScheduler;

/** Real time for runs in this process: one daemon platform thread for all of them. Thread-safe. */
public final class SystemScheduler implements RunScheduler {

  /** Shared, since it holds nothing of a workflow but its armed timers. */
  public static final SystemScheduler SHARED = new SystemScheduler();

  private final ScheduledThreadPoolExecutor executor;

  private SystemScheduler() {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("workflow-timers").factory());
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    long nanos =
        delay.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE / 2 : delay.toNanos();
    Future<?> future = executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }
}
