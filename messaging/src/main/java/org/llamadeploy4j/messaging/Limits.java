package org.llamadeploy4j.messaging;

/** Bounds that both stores keep in the same way. */
final class Limits {
  /**
   * How many ids of accepted events a run remembers to recognise a repetition. One that a client
   * chose counts twice.
   */
  static final int EVENT_IDS = 10_000;

  /** Larger payloads live in keys of their own. The scripts' prelude holds the same number. */
  static final int INLINE_BYTES = 64;

  /** How many runs with a locked session one claim sets aside. {@code claim.lua} holds it too. */
  static final int SET_ASIDE = 256;

  /** How many lapsed leases one takeover looks at. {@code takeover.lua} holds it too. */
  static final int LAPSED_LEASES = 16;

  /**
   * How often in a row a run's claim is lost, with a step in flight and nothing committed, until it
   * is run alone. The scripts' prelude holds the same number.
   */
  static final int SUSPECT = 2;

  /** How often until it fails. The scripts' prelude holds the same number. */
  static final int POISONED = 5;

  /** In how many milliseconds a task with an idempotency key is looked at first. */
  static final long FIRST_LOOK_MILLIS = 60_000;

  /** How many of the last ends of runs tell how fast runs end. */
  static final int PACE_ENDS = 200;

  private Limits() {}
}
