package org.llamadeploy4j.serviceruntime;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.protocol.EventShape;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.states.StateShape;
import org.llamadeploy4j.workflow.spi.OutsideEvent;
import org.llamadeploy4j.workflow.spi.ProgramDescription;
import org.llamadeploy4j.workflow.spi.StateDescription;

/** What the fleet is told about a loaded program. Stateless. */
final class Descriptions {
  /** Reports are read and written often: one that would grow beyond this leaves the events out. */
  static final int MAX_NAMES_LENGTH = 8 * 1024;

  /** What a state's JSON looks like is left out where it takes more characters. */
  static final int MAX_SHAPE_LENGTH = 4 * 1024;

  /** States that come when those of a version have taken so many characters are left out. */
  static final int MAX_STATES_LENGTH = 8 * 1024;

  private Descriptions() {}

  static PlacementState.Loaded reported(ProgramDescription program) {
    List<EventShape> shapes = program.outsideEvents().stream().map(Descriptions::shape).toList();
    int length =
        Stream.of(
                shapes.stream().flatMap(Descriptions::names),
                program.steps().stream(),
                program.childSteps().stream())
            .flatMap(names -> names)
            .mapToInt(String::length)
            .sum();
    return new PlacementState.Loaded(
        program.warnings(),
        length > MAX_NAMES_LENGTH
            ? EventShapes.unknown()
            : new EventShapes(shapes, program.steps(), program.childSteps()));
  }

  /** What the fleet is told about a program's states: first those that certainly are some. */
  static List<StateShape> states(List<StateDescription> states) {
    List<StateShape> told = new ArrayList<>();
    int length = 0;
    for (StateDescription state :
        states.stream().sorted(comparing(StateDescription::certain).reversed()).toList()) {
      StateShape shape = shape(state);
      length += shape.shape().length() + names(shape).mapToInt(String::length).sum();
      if (length > MAX_STATES_LENGTH) {
        break;
      }
      told.add(shape);
    }
    return told;
  }

  private static StateShape shape(StateDescription state) {
    boolean tooLong = state.shape().length() > MAX_SHAPE_LENGTH;
    return new StateShape(
        state.name(),
        state.earlierNames(),
        state.schema(),
        tooLong ? "" : state.shape(),
        state.certain());
  }

  private static Stream<String> names(StateShape state) {
    return Stream.concat(Stream.of(state.name(), state.schema()), state.earlierNames().stream());
  }

  private static EventShape shape(OutsideEvent event) {
    return new EventShape(
        event.type(),
        event.aliases(),
        event.free(),
        event.fields().stream().map(Descriptions::field).toList());
  }

  private static EventShape.Field field(OutsideEvent.Field field) {
    return new EventShape.Field(
        field.name(), kind(field.kind()), field.required(), field.nullable());
  }

  private static EventShape.Kind kind(OutsideEvent.JsonKind kind) {
    return switch (kind) {
      case ANY -> EventShape.Kind.ANY;
      case STRING -> EventShape.Kind.STRING;
      case INTEGER -> EventShape.Kind.INTEGER;
      case NUMBER -> EventShape.Kind.NUMBER;
      case BOOLEAN -> EventShape.Kind.BOOLEAN;
      case ARRAY -> EventShape.Kind.ARRAY;
      case OBJECT -> EventShape.Kind.OBJECT;
    };
  }

  private static Stream<String> names(EventShape shape) {
    return Stream.of(
            Stream.of(shape.type()),
            shape.aliases().stream(),
            shape.fields().stream().map(EventShape.Field::name))
        .flatMap(names -> names);
  }
}
