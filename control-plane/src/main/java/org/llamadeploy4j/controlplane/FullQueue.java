package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A queue that the store has called full. Safe for use by many threads.
 *
 * @param waiting how many tasks waited in it
 * @param again after which time to try again
 * @param since when it was full, in nanoseconds
 * @param perTask in which time another one may be let through to the store, in nanoseconds
 * @param arrived how many requests were let into this server since, where that was asked
 * @param passed how many were let through since
 */
record FullQueue(
    long waiting, Duration again, long since, long perTask, AtomicLong arrived, AtomicLong passed) {
  /**
   * For so long it counts as full: who comes through renews that, unless there is room for all who
   * are let through.
   */
  private static final long REMEMBERED_NANOS = Duration.ofSeconds(1).toNanos();

  boolean isForgotten(long now) {
    return now - since >= REMEMBERED_NANOS;
  }

  /** Whether one more may come through. */
  boolean isOpen(long now) {
    return passed.get() < allowed(now);
  }

  /**
   * Lets a request in that will ask to come through later, if one may: a server that is busy comes
   * to it late, and all that arrive meanwhile would be let in.
   */
  boolean arrive(long now) {
    return counted(arrived, allowed(now));
  }

  /** Lets one through, if one may. */
  boolean pass(long now) {
    return counted(passed, allowed(now));
  }

  private static boolean counted(AtomicLong count, long allowed) {
    return count.getAndUpdate(before -> before < allowed ? before + 1 : before) < allowed;
  }

  private long allowed(long now) {
    return (now - since) / perTask;
  }
}
