package org.llamadeploy4j.controlplane;

import java.time.Duration;

/**
 * How tasks are admitted and waited for.
 *
 * @param shards how many shards a deployment has; the same in every process of a fleet
 * @param queueLimit how many tasks may wait for a service, in each shard, where its deployment does
 *     not say
 * @param sessionQueueLimit how many tasks may wait for a session, where its deployment does not say
 * @param maxSessions how many sessions there may be in each shard, besides those that came with
 *     tasks
 * @param maxWaiting how many callers of this process may wait for the end of a task
 * @param sweep how often a waiting caller looks by itself, should a wake-up be lost; also how often
 *     the routing table is read anew
 * @param storePatience how long a waiting caller bears with a store that does not answer
 */
public record RouterSettings(
    int shards,
    int queueLimit,
    int sessionQueueLimit,
    int maxSessions,
    int maxWaiting,
    Duration sweep,
    Duration storePatience) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when one makes no sense
   */
  public RouterSettings {
    if (Math.min(shards, Math.min(queueLimit, sessionQueueLimit)) < 1
        || Math.min(maxSessions, maxWaiting) < 1) {
      throw new IllegalArgumentException("shards and limits must be at least 1");
    }
    if (!sweep.isPositive()) {
      throw new IllegalArgumentException("sweep must be positive, not " + sweep);
    }
  }

  /** What an API server runs with unless told otherwise. */
  public static RouterSettings defaults() {
    return new RouterSettings(
        1, 1_000, 16, 100_000, 10_000, Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  /** The same with other bounds on what may wait for a service and a session. */
  public RouterSettings withQueueLimits(int service, int session) {
    return new RouterSettings(
        shards, service, session, maxSessions, maxWaiting, sweep, storePatience);
  }

  /** The same with other bounds on sessions and on callers that wait. */
  public RouterSettings withLimits(int sessions, int waiting) {
    return new RouterSettings(
        shards, queueLimit, sessionQueueLimit, sessions, waiting, sweep, storePatience);
  }

  /** The same with another sweep. */
  public RouterSettings withSweep(Duration newSweep) {
    return new RouterSettings(
        shards, queueLimit, sessionQueueLimit, maxSessions, maxWaiting, newSweep, storePatience);
  }
}
