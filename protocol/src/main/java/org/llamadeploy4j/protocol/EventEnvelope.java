package org.llamadeploy4j.protocol;

import java.util.List;

/**
 * An event of a run's stream as it is stored: what a reader must know without the author's classes.
 *
 * @param type logical name of the event
 * @param ancestors logical names of its roles and sealed parents, nearest first
 * @param origin where it comes from
 * @param internal whether only readers that ask for internal events see it
 * @param json the event's body, a UTF-8 JSON object. The array is not copied: nobody may change it
 */
public record EventEnvelope(
    String type, List<String> ancestors, EventOrigin origin, boolean internal, byte[] json) {
  private static final String QUESTION = "InputRequiredEvent";

  /** Copies the list of ancestors. */
  public EventEnvelope {
    ancestors = List.copyOf(ancestors);
  }

  /** An event of the run itself, of a piece of work that is not known. */
  public EventEnvelope(
      String type,
      List<String> ancestors,
      String step,
      int attempt,
      boolean internal,
      byte[] json) {
    this(type, ancestors, new EventOrigin(List.of(), step, 0, attempt), internal, json);
  }

  /** Whether it asks a human something. */
  public boolean isQuestion() {
    return type.equals(QUESTION) || ancestors.contains(QUESTION);
  }
}
