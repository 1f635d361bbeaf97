package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Which runs somebody reads along with, as far as was said lately: those tell how they get on. A
 * run may be named before this runtime has it. Thread-safe, never blocks: its monitor is held for
 * its own bookkeeping alone.
 */
final class WatchedRuns {
  /** For how long a run counts as watched after it was named. Readers name it every 5 s. */
  static final Duration TERM = Duration.ofSeconds(15);

  /** Beyond this, further runs tell nothing. */
  static final int MOST = 10_000;

  private static final long BETWEEN_PURGES = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanos;
  private final Map<TaskId, Long> until = new ConcurrentHashMap<>();
  private long purged; // guarded by this

  /**
   * Nobody reads along yet.
   *
   * @param nanos a clock that never goes back, as {@link System#nanoTime}
   */
  WatchedRuns(LongSupplier nanos) {
    this.nanos = nanos;
    this.purged = nanos.getAsLong();
  }

  /** Somebody reads along with this run; null: nothing is known. */
  synchronized void named(@Nullable TaskId task) {
    if (task == null) {
      return;
    }
    long now = nanos.getAsLong();
    if (now - purged >= BETWEEN_PURGES) {
      purged = now;
      until.values().removeIf(end -> end - now <= 0);
    }
    if (until.size() < MOST || until.containsKey(task)) {
      until.put(task, now + TERM.toNanos());
    }
  }

  /** Whether somebody reads along with it. */
  boolean contains(TaskId task) {
    if (until.isEmpty()) {
      return false;
    }
    Long end = until.get(task);
    return end != null && end - nanos.getAsLong() > 0;
  }
}
