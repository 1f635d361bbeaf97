package org.llamadeploy4j.workflow.spi;

import java.util.List;

/**
 * An event of a run's stream. The array is not copied and must not be changed.
 *
 * @param type logical name
 * @param ancestors logical names of what it is besides, nearest first, such as {@code StopEvent}
 * @param step the step that made it, or empty for the engine
 * @param attempt the attempt of that step, from 1; 0 for the engine
 * @param internal shown only to readers who ask for internal events
 * @param json a UTF-8 JSON object
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record PublishedEvent(
    String type, List<String> ancestors, String step, int attempt, boolean internal, byte[] json) {
  public PublishedEvent {
    ancestors = List.copyOf(ancestors);
  }
}
