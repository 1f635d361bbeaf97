package org.llamadeploy4j.workflow.engine;

/**
 * One thing a suspended attempt did, in order, by which a later attempt of the same work is
 * matched.
 *
 * @param name the event's type, the state's name, or the types waited for
 */
public record Mark(Kind kind, String name) {

  /** What was done. */
  public enum Kind {
    SEND,
    STATE,
    WAIT
  }
}
