package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.Nullable;

/**
 * An event that a step's attempt gave out.
 *
 * @param target the only step that shall get it, or null for all that take it
 */
public record Emission(EventData event, Kind kind, @Nullable String target) {

  /** How it was given out. */
  public enum Kind {
    /** Returned alone. Only a returned stop event ends the run. */
    RETURNED,
    /** Returned among several, as a member of the stream that this opens. */
    MEMBER,
    /** Sent; it belongs to no stream. */
    SENT
  }

  /** An event the step returned. */
  public static Emission returned(EventData event) {
    return new Emission(event, Kind.RETURNED, null);
  }

  /** One of several events the step returned. */
  public static Emission member(EventData event) {
    return new Emission(event, Kind.MEMBER, null);
  }

  /** An event the step sent to whoever takes it. */
  public static Emission sent(EventData event) {
    return new Emission(event, Kind.SENT, null);
  }
}
