package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.Pace;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.ServiceId;

/**
 * After which time those who are refused should try again. What is asked of the store is remembered
 * for a second, so that a flood of refusals costs it nothing. Safe for use by many threads.
 */
public final class RetryAfter {
  /** Where nothing is known, and for bounds that are free again at any moment. */
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Where the bound may be reached for long. */
  public static final Duration LONGEST = Duration.ofSeconds(30);

  private static final long REMEMBERED_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_REMEMBERED = 1_000;

  private final RunStore runs;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<Queue, Known> known = new ConcurrentHashMap<>();

  RetryAfter(RunStore runs, LongSupplier nanoTime) {
    this.runs = runs;
    this.nanoTime = nanoTime;
  }

  /** What tasks of a service wait in. */
  record Queue(Shard shard, ServiceId service) {}

  private record Known(Pace pace, long at) {}

  /** When what waits for a service will have ended if it goes on as lately. */
  Duration queue(Shard shard, ServiceId service, long waiting) {
    Duration ending = ending(shard, service, waiting);
    return ending == null ? LONGEST : bounded(ending);
  }

  /**
   * How long so many runs of a service take to end if it goes on as lately; null: none has ended.
   */
  @Nullable Duration ending(Shard shard, ServiceId service, long runs) {
    Pace pace = pace(new Queue(shard, service));
    return pace.ended() == 0 ? null : pace.during().multipliedBy(runs).dividedBy(pace.ended());
  }

  private Pace pace(Queue queue) {
    Known last = known.get(queue);
    long now = nanoTime.getAsLong();
    if (last != null && now - last.at() < REMEMBERED_NANOS) {
      return last.pace();
    }
    if (known.size() >= MOST_REMEMBERED) {
      known.clear();
    }
    try {
      Pace pace = runs.pace(queue.shard(), queue.service());
      known.put(queue, new Known(pace, now));
      return pace;
    } catch (MessagingException e) {
      // Then the next answer is that the store is away; this one need not tell.
      return new Pace(1, SHORTEST);
    }
  }

  /**
   * A time within the bounds, as whole seconds.
   *
   * @param time how long something has lasted, or is expected to last
   */
  public static Duration bounded(Duration time) {
    long seconds = time.plusSeconds(1).minusNanos(1).toSeconds();
    return Duration.ofSeconds(Math.clamp(seconds, SHORTEST.toSeconds(), LONGEST.toSeconds()));
  }
}
