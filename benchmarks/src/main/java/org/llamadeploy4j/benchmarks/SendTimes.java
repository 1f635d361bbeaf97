package org.llamadeploy4j.benchmarks;

/**
 * When requests of an even rate are due. What could not be sent in time is sent late and not left
 * out. Used by one thread.
 */
final class SendTimes {
  private final long startNanos;
  private final double nanosBetween;
  private long taken;

  /**
   * Times of a rate.
   *
   * @param perSecond at least 1
   */
  SendTimes(int perSecond, long startNanos) {
    this.startNanos = startNanos;
    this.nanosBetween = 1e9 / perSecond;
  }

  /** How long until the next request is due; zero or less: it is. */
  long untilNext(long nowNanos) {
    return startNanos + (long) (taken * nanosBetween) - nowNanos;
  }

  /** The next request is sent. */
  void take() {
    taken++;
  }
}
