package org.llamadeploy4j.cli;

/** What acknowledged work outlives; the names are the words of the command line. */
public enum Durability {
  /**
   * The Redis that we start writes to disk once a second: up to about two seconds of acknowledged
   * work are lost when it dies.
   */
  everysec,
  /** The Redis that we start writes to disk before each acknowledgement. */
  always,
  /** Replicas of a Redis that somebody runs have each write before it is acknowledged. */
  replicated
}
