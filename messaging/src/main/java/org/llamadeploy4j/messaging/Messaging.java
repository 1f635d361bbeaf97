package org.llamadeploy4j.messaging;

/**
 * The door to everything processes share. One per process; safe for use by many threads; calls
 * block, so make them on virtual threads or threads that may wait.
 *
 * <p>Two implementations pass the same contracts: Redis, and a twin in memory for tests.
 */
public interface Messaging extends AutoCloseable {
  /** Runs: queue, journal, streams, leases. */
  RunStore runs();

  /** What people see of runs and do to them: lists, cancel, retry, delete. */
  RunControl control();

  /** How deployments come to their end. */
  ShardEnds shardEnds();

  /** Sessions of deployments. */
  SessionStore sessions();

  /** What idempotency keys stand for. */
  Reservations reservations();

  /** What the fleet should do and does: rollouts, deployments, runtimes, placements, the leader. */
  FleetStore fleet();

  /** Wake-ups. They are hints: whoever gets one reads the truth from the stores. */
  Signals signals();

  /** Whether the store answers now, and what it is; does not throw when it does not answer. */
  Health health();

  /**
   * How the store keeps what it acknowledges to this process, as it is set up now.
   *
   * @throws MessagingUnavailableException when it does not answer
   */
  Durability durability();

  /** Ends connections and threads; idempotent. */
  @Override
  void close();

  /**
   * State of the store.
   *
   * @param up whether it answers
   * @param detail in words: server, version, durability level, or why it does not answer
   */
  record Health(boolean up, String detail) {}
}
