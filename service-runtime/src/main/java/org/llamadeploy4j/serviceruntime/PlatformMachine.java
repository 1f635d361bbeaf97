package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The machine that the program runs on. Stateless. */
final class PlatformMachine implements Machine {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Thread thread(String name, Runnable task) {
    return Threads.thread(name, task);
  }

  @Override
  public ExecutorService pool(String name, int threads, int queued) {
    return Threads.pool(name, threads, queued);
  }

  @Override
  public Rounds rounds(String name, Duration pause, Runnable task) {
    ScheduledExecutorService timer = Threads.timer(name);
    long nanos = pause.toNanos();
    var _ = timer.scheduleWithFixedDelay(Threads.guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> {
      timer.shutdownNow();
      Threads.awaitEnd(timer, STOP_LIMIT);
    };
  }

  @Override
  public Bell bell() {
    return new SemaphoreBell();
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  @Override
  public String token() {
    return UUID.randomUUID().toString();
  }
}
