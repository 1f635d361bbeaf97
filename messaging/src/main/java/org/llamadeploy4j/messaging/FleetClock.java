package org.llamadeploy4j.messaging;

/**
 * The fleet's time as its scripts count it: without the spans in which nobody spoke for over two
 * seconds, and without jumps, so that leases do not age while nobody could renew them. Guarded by
 * its owner.
 */
final class FleetClock {
  private static final long LONGEST_STEP_MILLIS = 2_000;
  private static final long NOTED_STEP_MILLIS = 250;

  private boolean started;
  private long seen;
  private long skipped;

  FleetClock copy() {
    FleetClock copy = new FleetClock();
    copy.started = started;
    copy.seen = seen;
    copy.skipped = skipped;
    return copy;
  }

  /** Moves on to this wall time and returns the fleet's. */
  long at(long nowMillis) {
    long gap = started ? nowMillis - seen : 0;
    if (gap > LONGEST_STEP_MILLIS) {
      skipped += gap - LONGEST_STEP_MILLIS;
    } else if (gap < 0) {
      skipped += gap;
    }
    if (!started || gap < 0 || gap > NOTED_STEP_MILLIS) {
      started = true;
      seen = nowMillis;
    }
    return nowMillis - skipped;
  }
}
