package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.EventShape;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.states.StateShape;
import org.llamadeploy4j.workflow.spi.OutsideEvent;
import org.llamadeploy4j.workflow.spi.ProgramDescription;
import org.llamadeploy4j.workflow.spi.StateDescription;

class DescriptionsTest {
  @Test
  void theFleetIsToldWhatRunsTakeFromOutside() {
    OutsideEvent asked =
        new OutsideEvent(
            "Asked",
            List.of("org.acme.Asked"),
            false,
            List.of(new OutsideEvent.Field("n", OutsideEvent.JsonKind.INTEGER, true, false)));

    assertThat(Descriptions.reported(program(asked)).events().all())
        .containsExactly(
            new EventShape(
                "Asked",
                List.of("org.acme.Asked"),
                false,
                List.of(new EventShape.Field("n", EventShape.Kind.INTEGER, true, false))));
  }

  @Test
  void eachKindOfJsonHasItsCounterpart() {
    for (OutsideEvent.JsonKind kind : OutsideEvent.JsonKind.values()) {
      OutsideEvent event =
          new OutsideEvent(
              "E", List.of(), false, List.of(new OutsideEvent.Field("f", kind, false, true)));

      EventShape shape = Descriptions.reported(program(event)).events().all().getFirst();

      assertThat(shape.fields().getFirst().kind()).hasToString(kind.name());
    }
  }

  @Test
  void aDescriptionThatIsTooLongIsLeftOut() {
    String most = "x".repeat(Descriptions.MAX_NAMES_LENGTH);
    OutsideEvent fits = new OutsideEvent(most, List.of(), true, List.of());
    OutsideEvent tooLong = new OutsideEvent(most, List.of("y"), true, List.of());

    assertThat(Descriptions.reported(program(fits)).events().known()).isTrue();
    assertThat(Descriptions.reported(program(tooLong)).events()).isEqualTo(EventShapes.unknown());
    assertThat(Descriptions.reported(program(tooLong)).warnings()).containsExactly("odd");
  }

  private static StateDescription state(String name, int length, boolean certain) {
    return new StateDescription(name, List.of("old"), "hash", "x".repeat(length), certain);
  }

  @Test
  void theFleetIsToldWhatStatesLookLike() {
    assertThat(Descriptions.states(List.of(state("S", 3, true), state("T", 2, false))))
        .containsExactly(
            new StateShape("S", List.of("old"), "hash", "xxx", true),
            new StateShape("T", List.of("old"), "hash", "xx", false));
  }

  @Test
  void whatALargeStateLooksLikeIsNotTold() {
    int most = Descriptions.MAX_SHAPE_LENGTH;

    assertThat(Descriptions.states(List.of(state("S", most, true), state("T", most + 1, true))))
        .extracting(StateShape::name, shape -> shape.shape().length())
        .containsExactly(tuple("S", most), tuple("T", 0));
  }

  @Test
  void ofManyStatesThoseAreToldFirstThatCertainlyAreSome() {
    int most = Descriptions.MAX_SHAPE_LENGTH;
    StateDescription maybe = state("M", most, false);

    assertThat(
            Descriptions.states(List.of(maybe, state("S", most, true), state("T", most / 2, true))))
        .extracting(StateShape::name)
        .containsExactly("S", "T");
  }

  @Test
  void theFleetIsToldWhichStepsThereAre() {
    OutsideEvent event = new OutsideEvent("E", List.of(), true, List.of());

    EventShapes described = Descriptions.reported(program(event, "ask", "dig")).events();

    assertThat(described.steps()).containsExactly("ask");
    assertThat(described.childSteps()).containsExactly("dig");
  }

  @Test
  void namesOfStepsCountForTheLengthOfADescription() {
    OutsideEvent event = new OutsideEvent("E", List.of(), true, List.of());
    String half = "x".repeat(Descriptions.MAX_NAMES_LENGTH / 2);

    assertThat(Descriptions.reported(program(event, half, half)).events())
        .isEqualTo(EventShapes.unknown());
  }

  private static ProgramDescription program(OutsideEvent event) {
    return program(event, List.of(), List.of());
  }

  private static ProgramDescription program(OutsideEvent event, String step, String childStep) {
    return program(event, List.of(step), List.of(childStep));
  }

  private static ProgramDescription program(
      OutsideEvent event, List<String> steps, List<String> childSteps) {
    return new ProgramDescription(
        "p", "Start", "Stop", steps, childSteps, List.of(event), Set.of(), List.of("odd"));
  }
}
