package org.llamadeploy4j.workflow;

/**
 * A piece of a step's work got on.
 *
 * @param name the step's name
 * @param state how far it is
 * @param workItem which piece of work, a number that counts up in the run
 * @param input logical name of the event that the step was given, the first of several, or empty
 * @param output logical name of the event that it returned, the first of several, or empty
 */
public record StepStateChanged(String name, Phase state, long workItem, String input, String output)
    implements InternalEvent {

  /** How far a piece of work is. */
  public enum Phase {
    /** It waits for a free worker. */
    PREPARING,
    /** An attempt runs. */
    RUNNING,
    /** An attempt ended: it succeeded, failed, or waits for something. */
    NOT_RUNNING
  }
}
