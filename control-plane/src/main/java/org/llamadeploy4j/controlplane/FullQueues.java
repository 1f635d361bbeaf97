package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.ServiceId;

/**
 * The queues that were full a moment ago: whoever comes while they cannot have become much shorter
 * is refused without asking the store, so that a flood of refusals leaves the store to the tasks
 * that were accepted. Safe for use by many threads.
 */
final class FullQueues {
  /** After so much of a queue may have ended the store is asked again: a twentieth. */
  private static final int PARTS = 20;

  /** However slowly it ends: nobody notices so short a time. */
  private static final Duration LONGEST = Duration.ofMillis(100);

  private static final int MOST_REMEMBERED = 1_000;

  private final RetryAfter later;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<RetryAfter.Queue, Full> known = new ConcurrentHashMap<>();

  FullQueues(RetryAfter later, LongSupplier nanoTime) {
    this.later = later;
    this.nanoTime = nanoTime;
  }

  /**
   * A queue that was full a moment ago.
   *
   * @param waiting how many tasks waited in it
   * @param again after which time to try again
   * @param untilNanos when the store has to be asked again
   */
  private record Full(long waiting, Duration again, long untilNanos) {}

  /** The store has refused a task, because so many wait. */
  void refused(Shard shard, ServiceId service, long waiting) {
    Duration time = time(shard, service, waiting / PARTS);
    if (time.isPositive()) {
      if (known.size() >= MOST_REMEMBERED) {
        known.clear();
      }
      Duration again = later.queue(shard, service, waiting);
      long until = nanoTime.getAsLong() + time.toNanos();
      known.put(new RetryAfter.Queue(shard, service), new Full(waiting, again, until));
    }
  }

  private Duration time(Shard shard, ServiceId service, long runs) {
    if (runs == 0) {
      return Duration.ZERO; // the next one that ends may make the difference
    }
    Duration ending = later.ending(shard, service, runs);
    return ending == null || ending.compareTo(LONGEST) > 0 ? LONGEST : ending;
  }

  /**
   * Why a task may not enter a queue that was full a moment ago; null: the store has to be asked.
   * Does not block.
   */
  @Nullable ControlPlaneException refusal(Shard shard, ServiceId service) {
    RetryAfter.Queue queue = new RetryAfter.Queue(shard, service);
    Full full = known.get(queue);
    if (full == null) {
      return null;
    }
    if (full.untilNanos() - nanoTime.getAsLong() <= 0) {
      known.remove(queue, full);
      return null;
    }
    return Refusals.queueFull(service, full.waiting(), full.again());
  }
}
