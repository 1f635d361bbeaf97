package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.ServiceId;

/**
 * The queues that were full a moment ago. To each, so many are let through as have probably left it
 * since, and a quarter more; all others are refused without asking the store, so that a flood of
 * refusals leaves the store to the tasks that were accepted. Safe for use by many threads.
 */
final class FullQueues {
  /** In a shorter queue each place counts, and the store is asked each time. */
  private static final int SHORTEST = 20;

  /** The store is asked as often as this, however slowly tasks end: nobody notices. */
  private static final Duration LONGEST = Duration.ofMillis(100);

  private static final int MOST_REMEMBERED = 1_000;

  private final RetryAfter later;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<RetryAfter.Queue, FullQueue> known = new ConcurrentHashMap<>();

  FullQueues(RetryAfter later, LongSupplier nanoTime) {
    this.later = later;
    this.nanoTime = nanoTime;
  }

  /** The store has refused a task, because so many wait. */
  void refused(Shard shard, ServiceId service, long waiting) {
    if (waiting < SHORTEST) {
      return;
    }
    if (known.size() >= MOST_REMEMBERED) {
      known.clear();
    }
    Duration again = later.queue(shard, service, waiting);
    long perTask = Math.max(1, perTask(shard, service).toNanos());
    known.put(
        new RetryAfter.Queue(shard, service),
        new FullQueue(
            waiting, again, nanoTime.getAsLong(), perTask, new AtomicLong(), new AtomicLong()));
  }

  private Duration perTask(Shard shard, ServiceId service) {
    Duration ending = later.ending(shard, service, 1);
    Duration paced = ending == null ? LONGEST : ending.multipliedBy(4).dividedBy(5);
    return paced.compareTo(LONGEST) > 0 ? LONGEST : paced;
  }

  /**
   * Lets a request into this server that may want to enter a queue, and counts it; else why it need
   * not come. Does not block.
   */
  @Nullable ControlPlaneException arrive(Shard shard, ServiceId service) {
    FullQueue queue = full(shard, service);
    return queue == null || queue.arrive(nanoTime.getAsLong()) ? null : refusal(queue, service);
  }

  /** Why nobody may enter a queue now; null: the store may be asked. Does not block. */
  @Nullable ControlPlaneException refusal(Shard shard, ServiceId service) {
    FullQueue queue = full(shard, service);
    return queue == null || queue.isOpen(nanoTime.getAsLong()) ? null : refusal(queue, service);
  }

  /** Lets one ask the store, and counts it; else why it may not. Does not block. */
  @Nullable ControlPlaneException enter(Shard shard, ServiceId service) {
    FullQueue queue = full(shard, service);
    return queue == null || queue.pass(nanoTime.getAsLong()) ? null : refusal(queue, service);
  }

  private @Nullable FullQueue full(Shard shard, ServiceId service) {
    RetryAfter.Queue name = new RetryAfter.Queue(shard, service);
    FullQueue queue = known.get(name);
    if (queue != null && queue.isForgotten(nanoTime.getAsLong())) {
      known.remove(name, queue);
      return null;
    }
    return queue;
  }

  private static ControlPlaneException refusal(FullQueue queue, ServiceId service) {
    return Refusals.queueFull(service, queue.waiting(), queue.again());
  }
}
