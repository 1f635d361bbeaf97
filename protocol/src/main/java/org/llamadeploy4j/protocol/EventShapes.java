package org.llamadeploy4j.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * All events that runs of a version take from outside, and the steps that they may be meant for.
 *
 * @param all the workflow's own, each with another type, then those that only its children take,
 *     which may have types of the same name; empty: they are not known, and everything passes
 * @param steps names of the workflow's own steps; empty: they are not known
 * @param childSteps names of the steps of the workflows that it runs as children
 */
public record EventShapes(List<EventShape> all, List<String> steps, List<String> childSteps) {
  private static final EventShapes UNKNOWN = new EventShapes(List.of());

  /** Copies the lists. */
  public EventShapes {
    all = List.copyOf(all);
    steps = List.copyOf(steps);
    childSteps = List.copyOf(childSteps);
  }

  /** Events of a workflow whose steps are not known. */
  public EventShapes(List<EventShape> all) {
    this(all, List.of(), List.of());
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
   * @throws ProtocolException when its type or the step that it is for is unknown, listing those
   *     that are, or when its fields do not fit, naming each
   */
  public void check(ClientEvent event) {
    if (!known()) {
      return;
    }
    String step = event.step();
    checkStep(step);
    List<EventShape> shapes = all.stream().filter(s -> s.isCalled(event.type())).toList();
    if (shapes.isEmpty()) {
      throw unknownType(event.type());
    }
    boolean forChild = step != null && step.indexOf('/') >= 0;
    ObjectNode fields = (ObjectNode) ProtocolJson.readTree(event.json());
    if (!forChild || shapes.stream().noneMatch(shape -> shape.problems(fields).isEmpty())) {
      checkFields(shapes.getFirst(), fields);
    }
  }

  private void checkStep(@Nullable String step) {
    if (step == null || steps.isEmpty()) {
      return;
    }
    int slash = step.lastIndexOf('/');
    String name = step.substring(slash + 1);
    if (slash == 0 || step.contains("//")) {
      throw new ProtocolException(
          "step '%s' names no child before its slash; write child/step".formatted(step));
    }
    List<String> known = slash < 0 ? steps : childSteps;
    if (!known.contains(name)) {
      throw new ProtocolException(
          "%s step '%s'; %s %s%s"
              .formatted(
                  slash < 0 ? "the workflow has no" : "no child of the workflow has a",
                  name,
                  slash < 0 ? "it has" : "children have",
                  known,
                  NearestWord.hint(name, known)));
    }
  }

  private static void checkFields(EventShape shape, ObjectNode fields) {
    List<String> problems = shape.problems(fields);
    if (!problems.isEmpty()) {
      throw new ProtocolException(
          "event '%s' does not fit: %s; its fields are %s"
              .formatted(shape.type(), String.join("; ", problems), shape.fieldNames()));
    }
  }

  private ProtocolException unknownType(String type) {
    List<String> types = all.stream().map(EventShape::type).distinct().sorted().toList();
    return new ProtocolException(
        "the workflow takes no event '%s' from outside; it takes %s%s"
            .formatted(type, types, NearestWord.hint(type, types)));
  }
}
