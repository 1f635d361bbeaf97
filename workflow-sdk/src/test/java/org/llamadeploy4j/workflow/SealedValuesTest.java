package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values of sealed types where nothing says which type they have. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SealedValuesTest {

  sealed interface Shape {}

  sealed interface Round extends Shape {}

  @EventName("round-one")
  record Circle(int r) implements Round {}

  record Square(int r) implements Shape {}

  record Plain(int r) {}

  @Test
  void aStateWithoutATypeGivesThemBackAsTheSealedTypeOrAsTheRecord() throws Exception {
    assertThat(
            ScriptedFlow.result(ctx -> {
              ctx.state().set("one", new Circle(1));
              ctx.state().set("all", List.of(new Circle(2), new Square(3)));
              return List.of(
                  ctx.state().get("one", Shape.class).toString(),
                  ctx.state().get("one", Round.class).toString(),
                  ctx.state().get("one", Circle.class).toString(),
                  ctx.state().get("all", new TypeRef<List<Shape>>() {}).toString());
            }))
        .isEqualTo(
            List.of("Circle[r=1]", "Circle[r=1]", "Circle[r=1]", "[Circle[r=2], Square[r=3]]"));
  }

  static final class Drawing extends Workflow {
    @Step
    StopEvent draw(StartEvent start) {
      return StopEvent.of(start.get("shape", Shape.class));
    }
  }

  @Test
  void fieldsAndResultsGiveThemBack() throws Exception {
    Handler run = new Drawing().run(Map.of("shape", new Square(4)));

    assertThat(run.result(Shape.class)).isEqualTo(new Square(4));
    assertThat(run.result(Square.class)).isEqualTo(new Square(4));
    assertThat(run.result()).isEqualTo(Map.of("@type", "Square", "r", 4L));
    assertThatThrownBy(() -> run.result(Round.class))
        .isInstanceOf(ResultTypeException.class)
        .hasMessageContaining("needs a field '@type' with one of [round-one], not \"Square\"");
  }

  static final class Typed extends Workflow {
    record Go(Shape any, Circle circle) implements StartEvent {}

    @Step
    StopEvent draw(Go go) {
      return StopEvent.of(go.any() + " " + go.circle());
    }
  }

  @Test
  void fieldsThatAreGivenByNameFillComponentsOfEitherType() throws Exception {
    Handler run = new Typed().run(Map.of("any", new Circle(1), "circle", new Circle(2)));

    assertThat(run.result()).isEqualTo("Circle[r=1] Circle[r=2]");
  }

  @Test
  void anotherRecordInPlaceOfTheOneThatFitsIsRefused() {
    Handler run = new Typed().run(Map.of("any", new Circle(1), "circle", new Square(2)));

    assertThatThrownBy(run::result)
        .hasMessageContaining("circle has an unknown field '@type'; allowed are [r]");
  }

  @Test
  void aRecordThatStandsAloneBringsNoName() throws Exception {
    assertThat(ScriptedFlow.result(ctx -> new Plain(1))).isEqualTo(Map.of("r", 1L));
  }
}
