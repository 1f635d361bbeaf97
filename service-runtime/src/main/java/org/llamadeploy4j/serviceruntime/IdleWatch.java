package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks runs that have waited for a while to leave memory, on a platform thread of its own. Whether
 * one does is its driver's to decide.
 */
final class IdleWatch implements AutoCloseable {
  private final DrivenRuns runs;
  private final long idleNanos;
  private final long roundNanos;
  private final LongSupplier nanos;
  private final ScheduledExecutorService timer = Threads.timer("runtime-idle");

  IdleWatch(DrivenRuns runs, RuntimeSettings.Times times, LongSupplier nanos) {
    this.runs = runs;
    this.idleNanos = times.idle().toNanos();
    this.roundNanos = Math.max(1, Math.min(times.sweep().toNanos(), idleNanos / 2));
    this.nanos = nanos;
  }

  void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            Threads.guarded(this::round), roundNanos, roundNanos, TimeUnit.NANOSECONDS);
  }

  private void round() {
    long now = nanos.getAsLong();
    runs.all().forEach(run -> run.parkIfIdle(now, idleNanos));
  }

  /** Asks no more. Idempotent. */
  @Override
  public void close() {
    timer.shutdownNow();
    Threads.awaitEnd(timer, Duration.ofSeconds(1));
  }
}
