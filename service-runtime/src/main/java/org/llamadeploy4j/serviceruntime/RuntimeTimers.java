package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.workflow.spi.RunScheduler;

/** The timers of all runs, on one platform thread. Thread-safe. */
final class RuntimeTimers implements RunScheduler, AutoCloseable {
  private final InstantSource clock;
  private final ScheduledExecutorService timer = Threads.timer("runtime-timers");

  RuntimeTimers(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    try {
      Future<?> scheduled =
          timer.schedule(Threads.guarded(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      // The runtime is stopping, and its runs go elsewhere with their timers.
      return () -> {};
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
