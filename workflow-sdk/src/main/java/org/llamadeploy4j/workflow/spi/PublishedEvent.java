package org.llamadeploy4j.workflow.spi;

import java.util.List;

/**
 * An event of a run's stream. The array is not copied and must not be changed.
 *
 * @param type logical name
 * @param ancestors logical names of what it is besides, nearest first, such as {@code StopEvent}
 * @param origin where it comes from
 * @param internal shown only to readers who ask for internal events
 * @param json a UTF-8 JSON object
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record PublishedEvent(
    String type, List<String> ancestors, Origin origin, boolean internal, byte[] json) {
  public PublishedEvent {
    ancestors = List.copyOf(ancestors);
  }

  /**
   * Where an event comes from.
   *
   * @param workflow logical name of the workflow that knows its type
   * @param children the child runs on the way to it, from the outside in; empty for an event of the
   *     run itself
   * @param step the step that made it, or empty for the engine
   * @param workItem which piece of work of that step, a number that counts up in its run; 0 for the
   *     engine and for a stop event
   * @param attempt the attempt of that step, from 1; 0 for the engine
   */
  public record Origin(
      String workflow, List<Child> children, String step, long workItem, int attempt) {
    public Origin {
      children = List.copyOf(children);
    }

    /** The engine of the run itself. */
    public static Origin engine(String workflow) {
      return new Origin(workflow, List.of(), "", 0, 0);
    }
  }

  /**
   * A child run on the way to an event.
   *
   * @param name what the step that runs it calls it
   * @param workflow logical name of its workflow
   * @param workItem the piece of work that waits for it, which tells children of one name apart
   */
  public record Child(String name, String workflow, long workItem) {}
}
