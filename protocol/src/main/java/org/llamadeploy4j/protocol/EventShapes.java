package org.llamadeploy4j.protocol;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * All events that runs of a version take from outside.
 *
 * @param all each with another type; empty: they are not known, and everything passes
 */
public record EventShapes(List<EventShape> all) {
  private static final EventShapes UNKNOWN = new EventShapes(List.of());

  /** Copies the list. */
  public EventShapes {
    all = List.copyOf(all);
  }

  /** Nobody has said what is taken. */
  public static EventShapes unknown() {
    return UNKNOWN;
  }

  /** Whether they are known. */
  public boolean known() {
    return !all.isEmpty();
  }

  /**
   * Refuses an event that no run would take.
   *
   * @throws ProtocolException when its type is unknown, listing those that are, or when its fields
   *     do not fit, naming each
   */
  public void check(ClientEvent event) {
    if (!known()) {
      return;
    }
    EventShape shape =
        all.stream()
            .filter(s -> s.isCalled(event.type()))
            .findFirst()
            .orElseThrow(() -> unknownType(event.type()));
    List<String> problems = shape.problems((ObjectNode) ProtocolJson.readTree(event.json()));
    if (!problems.isEmpty()) {
      throw new ProtocolException(
          "event '%s' does not fit: %s; its fields are %s"
              .formatted(shape.type(), String.join("; ", problems), shape.fieldNames()));
    }
  }

  private ProtocolException unknownType(String type) {
    List<String> types = all.stream().map(EventShape::type).sorted().toList();
    return new ProtocolException(
        "the workflow takes no event '%s' from outside; it takes %s%s"
            .formatted(type, types, NearestWord.hint(type, types)));
  }
}
