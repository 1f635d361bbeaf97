package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks runs that have waited for a while to leave memory, on a platform thread of its own. Whether
 * one does is its driver's to decide.
 */
final class IdleWatch implements AutoCloseable {
  private final DrivenRuns runs;
  private final long idleNanos;
  private final long roundNanos;
  private final Machine machine;
  private Machine.@Nullable Rounds rounds;

  IdleWatch(DrivenRuns runs, RuntimeSettings.Times times, Machine machine) {
    this.runs = runs;
    this.idleNanos = times.idle().toNanos();
    this.roundNanos = Math.max(1, Math.min(times.sweep().toNanos(), idleNanos / 2));
    this.machine = machine;
  }

  void start() {
    rounds = machine.rounds("runtime-idle", Duration.ofNanos(roundNanos), this::round);
  }

  private void round() {
    long now = machine.nanos();
    runs.all().forEach(run -> run.parkIfIdle(now, idleNanos));
  }

  /** Asks no more. Idempotent. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
