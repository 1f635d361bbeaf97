package org.llamadeploy4j.workflow;

import java.util.List;

/**
 * The input of a step that joins several events, where one object must stand for it: in a {@link
 * StepFailedEvent}.
 *
 * @param events the events in the order in which the step got them
 */
public record JoinedEvents(List<Event> events) implements Event {
  public JoinedEvents {
    events = List.copyOf(events);
  }
}
