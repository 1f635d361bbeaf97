package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot meets another version of its workflow: classes of one name in different places. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // that is the point
class ChangedWorkflowTest {

  static final class Then {
    static final class Flow extends Workflow {
      record Go(String word) implements StartEvent {}

      record Said(String word) implements HumanResponseEvent {}

      @StateName("Noted")
      record Noted(int count) {}

      @Step(waits = Said.class)
      StopEvent listen(Context ctx, Go go) {
        ctx.state(Noted.class).set(new Noted(1));
        return StopEvent.of(go.word() + ctx.waitForEvent(Said.class).word());
      }
    }

    static final class Other extends Workflow {
      @Step
      StopEvent listen(Flow.Go go) {
        return StopEvent.of(1);
      }
    }
  }

  static final class Grown {
    static final class Flow extends Workflow {
      record Go(String word) implements StartEvent {}

      record Said(String word) implements HumanResponseEvent {}

      record Extra(String word) implements Event {}

      @StateName("Noted")
      record Noted(int count) {}

      @Step(waits = Said.class)
      Extra listen(Context ctx, Go go) {
        ctx.state(Noted.class).set(new Noted(1));
        return new Extra(go.word() + ctx.waitForEvent(Said.class).word());
      }

      @Step
      StopEvent further(Extra extra) {
        return StopEvent.of(extra.word() + "!");
      }
    }
  }

  static final class RenamedStep {
    static final class Flow extends Workflow {
      record Go(String word) implements StartEvent {}

      @Step
      StopEvent hear(Context ctx, Go go) {
        return StopEvent.of(1);
      }
    }
  }

  static final class RenamedEvent {
    static final class Flow extends Workflow {
      record Go(String word) implements StartEvent {}

      record Spoken(String word) implements HumanResponseEvent {}

      @Step(waits = Spoken.class)
      StopEvent listen(Context ctx, Go go) {
        return StopEvent.of(ctx.waitForEvent(Spoken.class).word());
      }
    }
  }

  static final class NewField {
    static final class Flow extends Workflow {
      record Go(String word, int times) implements StartEvent {}

      record Said(String word) implements HumanResponseEvent {}

      @StateName("Noted")
      record Noted(int count) {}

      @Step(waits = Said.class)
      StopEvent listen(Context ctx, Go go) {
        return StopEvent.of(ctx.waitForEvent(Said.class).word());
      }
    }
  }

  static final class NoState {
    static final class Flow extends Workflow {
      record Go(String word) implements StartEvent {}

      record Said(String word) implements HumanResponseEvent {}

      @Step(waits = Said.class)
      StopEvent listen(Context ctx, Go go) {
        return StopEvent.of(ctx.waitForEvent(Said.class).word());
      }
    }
  }

  private static Snapshot snapshot() throws InterruptedException {
    Handler handler =
        SnapshotTest.runner(new Then.Flow()).withInternalEvents().run(new Then.Flow.Go("a"));
    Await.idle(handler);
    return handler.snapshot();
  }

  private static void assertRefused(Workflow workflow, String code, String message)
      throws InterruptedException {
    Snapshot snapshot = snapshot();
    assertThatThrownBy(() -> SnapshotTest.runner(workflow).recover(snapshot))
        .isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void aVersionThatHasAllTheRunNeedsGoesOnWithIt() throws Exception {
    Snapshot snapshot = snapshot();
    Recovery recovery = SnapshotTest.runner(new Grown.Flow()).recover(snapshot);

    assertThat(recovery.with(Map.of("word", "b")).start().result()).isEqualTo("ab!");
  }

  @Test
  void anotherWorkflowIsRefused() throws Exception {
    assertRefused(
        new Then.Other(),
        SnapshotException.OTHER_WORKFLOW,
        "the snapshot is of the workflow Flow, not of Other");
  }

  @Test
  void aMissingStepIsNamed() throws Exception {
    assertRefused(new RenamedStep.Flow(), SnapshotException.UNKNOWN_NAME, "the step 'listen'");
  }

  @Test
  void aMissingEventIsNamed() throws Exception {
    assertRefused(new RenamedEvent.Flow(), SnapshotException.UNKNOWN_NAME, "the event 'Said'");
  }

  @Test
  void aMissingStateIsNamed() throws Exception {
    assertRefused(new NoState.Flow(), SnapshotException.UNKNOWN_NAME, "the state 'Noted'");
  }

  @Test
  void anEventThatDoesNotFitAnyMoreIsNamedWithItsField() throws Exception {
    assertRefused(new NewField.Flow(), SnapshotException.UNREADABLE, "times");
  }
}
