package org.llamadeploy4j.workflow;

import java.util.List;

/**
 * An event of a run's stream and where it comes from.
 *
 * @param children what the child runs are called that it comes from, from the outside in; empty for
 *     an event of the run itself
 * @param step the step that made it, or empty for the engine
 * @param workItem which piece of work of that step, a number that counts up in the run, or in the
 *     child run; 0 for the engine and for a stop event
 * @param attempt the attempt of that step, from 1; 0 for the engine
 */
public record StreamedEvent(
    Event event, List<String> children, String step, long workItem, int attempt) {
  public StreamedEvent {
    children = List.copyOf(children);
  }
}
