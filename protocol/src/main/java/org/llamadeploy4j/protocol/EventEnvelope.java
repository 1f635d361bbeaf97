package org.llamadeploy4j.protocol;

import java.util.List;

/**
 * An event of a run's stream as it is stored: what a reader must know without the author's classes.
 *
 * @param type logical name of the event
 * @param ancestors logical names of its roles and sealed parents, nearest first
 * @param step the step that published it; empty for the engine
 * @param attempt the attempt of that step, from 1; 0 for the engine
 * @param internal whether only readers that ask for internal events see it
 * @param json the event's body, a UTF-8 JSON object. The array is not copied: nobody may change it
 */
public record EventEnvelope(
    String type, List<String> ancestors, String step, int attempt, boolean internal, byte[] json) {
  /** Copies the list of ancestors. */
  public EventEnvelope {
    ancestors = List.copyOf(ancestors);
  }
}
