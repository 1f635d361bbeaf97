package org.llamadeploy4j.protocol;

import java.util.Locale;

/** Where a task stands, as clients see it. */
public enum RunStatus {
  /** Accepted; waits for a runtime or for its session. */
  QUEUED,
  /** A runtime drives it and a step runs or is due. */
  RUNNING,
  /** A runtime drives it and every step waits: for a person, an event or a time. */
  WAITING,
  /** Ended with a result. */
  COMPLETED,
  /** Ended with an error. */
  FAILED,
  /** Ended because somebody asked for it. */
  CANCELLED;

  /** Whether nothing changes any more. */
  public boolean ended() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** The word used on the wire and in the store. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The same as {@link #wire()}. */
  @Override
  public String toString() {
    return wire();
  }

  /**
   * Reads {@link #wire()} back.
   *
   * @throws IllegalArgumentException for any other word
   */
  public static RunStatus ofWire(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
