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
   * @param children what the runs on the way to it are called, from the outside in; empty for an
   *     event of the run itself
   * @param step the step that made it, or empty for the engine
   * @param attempt the attempt of that step, from 1; 0 for the engine
   */
  public record Origin(String workflow, List<String> children, String step, int attempt) {
    public Origin {
      children = List.copyOf(children);
    }

    /** The engine of the run itself. */
    public static Origin engine(String workflow) {
      return new Origin(workflow, List.of(), "", 0);
    }
  }
}
