package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a step was given. */
public sealed interface Input {

  /** One event. */
  record One(EventData event) implements Input {}

  /** Several: one for each slot in the slots' order, or the joined ones as they came. */
  record Many(List<EventData> events) implements Input {
    public Many {
      events = List.copyOf(events);
    }
  }

  /** The failure of another step, given to its handler. */
  record Failed(
      String step, Input input, Fault fault, int attempts, Duration elapsed, Instant failedAt)
      implements Input {}

  /** The type of the event, or of the first of several; a failure has none. */
  default String type() {
    return switch (this) {
      case One i -> i.event().type();
      case Many i -> i.events().isEmpty() ? "" : i.events().getFirst().type();
      case Failed i -> "StepFailedEvent";
    };
  }
}
