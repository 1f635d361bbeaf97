package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What steps and their blocks were called before. */
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class StepAliasesTest {

  static final class TwoOfAName extends Workflow {
    record Go() implements StartEvent {}

    @Step(aliases = {"end", " "})
    @OnceName(value = "a", aliases = "b")
    @OnceName(value = "b", aliases = "c")
    StopEvent begin(Go go) {
      return StopEvent.of(1);
    }

    @CatchError(name = "end", aliases = "begin")
    StopEvent save(StepFailedEvent failed) {
      return StopEvent.of(2);
    }
  }

  @Test
  void aNameOfAStepOrBlockThatIsAlsoTheAliasOfAnotherIsRefused() {
    assertThatThrownBy(() -> InProcessRunner.of(new TwoOfAName()))
        .isInstanceOf(WorkflowDefinitionException.class)
        .hasMessageContaining("step begin: its alias 'end' is also a name of step end")
        .hasMessageContaining("step begin: its alias ' ' is blank")
        .hasMessageContaining("step end: its alias 'begin' is also a name of step begin")
        .hasMessageContaining(
            "step begin: its block 'a' cannot have been called 'b', which is a name of 'b'");
  }

  record Go(String word) implements StartEvent {}

  record Said(String word) implements HumanResponseEvent {}

  private static Workflow built(String step, String block, StepOptions options) {
    return WorkflowBuilder.named("built")
        .step(
            step,
            OneOf.of(Go.class),
            OneOf.of(StopEvent.class),
            options.withWaits(Said.class),
            (ctx, go) -> {
              @Nullable Integer number = ctx.once(block, Integer.class, () -> step.length());
              return StopEvent.of(go.word() + number + ctx.waitForEvent(Said.class).word());
            })
        .build();
  }

  private static Handler idle(Workflow workflow) {
    Handler run = SnapshotTest.runner(workflow).withInternalEvents().run(new Go("a"));
    Await.idle(run);
    return run;
  }

  @Test
  void aBuiltStepAndItsBlocksAreFoundUnderTheirEarlierNames() throws Exception {
    Handler old = idle(built("ask", "count", StepOptions.defaults()));
    StepOptions options =
        StepOptions.defaults().withAliases("ask").withOnceAliases("number", "count");
    Recovery recovery =
        SnapshotTest.runner(built("question", "number", options)).recover(old.snapshot());

    assertThat(recovery.with(new Said("b")).start().result()).isEqualTo("a3b");
  }

  @Test
  void aBlockWithAnotherNameAndNoAliasRunsAgain() throws Exception {
    Handler old = idle(built("ask", "count", StepOptions.defaults()));
    StepOptions options = StepOptions.defaults().withAliases("ask");
    Recovery recovery =
        SnapshotTest.runner(built("question", "number", options)).recover(old.snapshot());

    assertThat(recovery.with(new Said("b")).start().result()).isEqualTo("a8b");
  }

  @Test
  void anEventFromOutsideMayNameTheStepAsItWasCalledBefore() throws Exception {
    Workflow later = built("question", "number", StepOptions.defaults().withAliases("ask"));
    Handler run = idle(later);
    run.send(new Said("b"), "ask");

    assertThat(run.result()).isEqualTo("a8b");
  }
}
