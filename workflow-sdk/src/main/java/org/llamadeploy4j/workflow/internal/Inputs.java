package org.llamadeploy4j.workflow.internal;

import java.util.List;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.JoinedEvents;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.engine.Input;

/** Makes the objects that a step is given. Immutable and thread-safe. */
record Inputs(EventTypes types) {

  /** The input as one object. */
  Event event(Input input) {
    return switch (input) {
      case Input.One i -> types.decode(i.event());
      case Input.Many i -> new JoinedEvents(events(i));
      case Input.Failed i ->
          new StepFailedEvent(
              i.step(),
              event(i.input()),
              i.fault().failure(),
              i.attempts(),
              i.elapsed(),
              i.failedAt());
    };
  }

  /** The events of an input, in order. */
  List<Event> events(Input input) {
    return switch (input) {
      case Input.One i -> List.of(types.decode(i.event()));
      case Input.Many i -> i.events().stream().map(types::decode).toList();
      case Input.Failed i -> List.of(event(i));
    };
  }
}
