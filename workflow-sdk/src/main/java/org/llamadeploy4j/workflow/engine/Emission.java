package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.Nullable;

/**
 * An event that a step's attempt gave out.
 *
 * @param returned whether the step returned it; else it sent it. Only a returned stop event ends
 *     the run
 * @param target the only step that shall get it, or null for all that take it
 */
public record Emission(EventData event, boolean returned, @Nullable String target) {

  /** An event the step returned. */
  public static Emission returned(EventData event) {
    return new Emission(event, true, null);
  }

  /** An event the step sent to whoever takes it. */
  public static Emission sent(EventData event) {
    return new Emission(event, false, null);
  }
}
