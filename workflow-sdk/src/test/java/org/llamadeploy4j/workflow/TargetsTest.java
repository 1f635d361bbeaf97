package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps that a sender names, in the run itself and in its children. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class TargetsTest {

  public record Rating(String text) implements HumanResponseEvent {}

  /** Waits for a rating in a step of its own. */
  public static final class Inner extends Workflow {
    public record Begin() implements StartEvent {}

    @Step(waits = Rating.class)
    StopEvent f(Context ctx, Begin begin) {
      return StopEvent.of(ctx.waitForEvent(Rating.class).text());
    }
  }

  /** Runs one below itself, and has a step for ratings too. */
  static final class Outer extends Workflow {
    record Go() implements StartEvent {}

    @Step(children = Inner.class)
    StopEvent go(Context ctx, Go go) {
      return StopEvent.of(ctx.child("in", Inner.class, new Inner.Begin(), String.class));
    }

    @Step
    @Nullable StopEvent own(Rating rating) {
      return rating.text().isEmpty() ? StopEvent.of("own") : null;
    }
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"/f", "in/", "in//f", "/", "in/in/f", "in/go", "in/own", "f", "in/nope"})
  void aTargetThatNoEventCanReachIsRefusedWithThoseThatThereAre(String target) {
    Handler run = new Outer().run(new Outer.Go());

    assertThatThrownBy(() -> run.send(new Rating("x"), target))
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("wrong_target"))
        .hasMessageContaining("'" + target + "'")
        .hasMessageContaining("it can be sent to [own, {Inner}/f], {…} being the name of a child");
    run.cancel();
  }

  @Test
  void aStepOfAChildIsReachedByTheNameThatItsParentGaveIt() throws Exception {
    Handler run = new Outer().run(new Outer.Go());

    run.send(new Rating("good"), "in/f");

    assertThat(run.result()).isEqualTo("good");
  }

  /** Goes down as often as it is told, and then waits. */
  public static final class Deep extends Workflow {
    public record Begin(int below) implements StartEvent {}

    @Step(children = Deep.class, waits = Rating.class)
    StopEvent f(Context ctx, Begin begin) {
      return begin.below() == 0
          ? StopEvent.of(ctx.waitForEvent(Rating.class).text())
          : StopEvent.of(ctx.child("in", Deep.class, new Begin(begin.below() - 1), String.class));
    }
  }

  @Test
  void aWorkflowBelowItselfIsReachedAtEveryDepth() throws Exception {
    Handler run = new Deep().run(new Deep.Begin(2));

    run.send(new Rating("deep"), "in/in/f");

    assertThat(run.result()).isEqualTo("deep");
  }

  record Stranger() implements HumanResponseEvent {}

  @Test
  void anEventThatNoStepTakesSaysSo() {
    Handler run = new Outer().run(new Outer.Go());

    assertThatThrownBy(() -> run.send(new Stranger(), "own"))
        .hasMessageContaining("no step takes it");
    run.cancel();
  }
}
