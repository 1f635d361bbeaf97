package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowBuilder;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;

/** Limits at their edges, and what a run leaves behind on threads. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class RunSettingsTest {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  record Go() implements StartEvent {}

  record Answer(String text) implements HumanResponseEvent {}

  static final class Patient extends Workflow {
    Patient() {
      super(FOR_EVER);
    }

    @Step(waits = Answer.class, timeout = "PT2562047788015215H")
    StopEvent wait(Context ctx, Go go) {
      return StopEvent.of(
          ctx.waitForEvent(Answer.class, WaitOptions.defaults().withTimeout(FOR_EVER)).text());
    }
  }

  @Test
  void limitsThatNobodyLivesToSeeAreNone() throws InterruptedException {
    Handler run = new Patient().run(new Go());
    run.send(new Answer("yes"));

    assertThat(run.result()).isEqualTo("yes");
  }

  static final class Sleeping extends Workflow {
    @Step
    StopEvent sleep(Context ctx, Go go) {
      ctx.sleep(FOR_EVER);
      return StopEvent.of(0);
    }
  }

  @Test
  void aSleepForEverLastsUntilTheRunIsCancelled() {
    Handler run = new Sleeping().run(new Go());
    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
  }

  static final class Limited extends Workflow {
    @Override
    public Optional<Duration> timeLimit() {
      return Optional.of(Duration.ZERO);
    }

    @Override
    public OptionalInt concurrentRuns() {
      return OptionalInt.of(0);
    }

    @Step
    StopEvent step(Go go) {
      return StopEvent.of(0);
    }
  }

  @Test
  void limitsOfNothingAreRefusedWhenTheWorkflowIsLoaded() {
    assertThatThrownBy(() -> new Limited().run(new Go()))
        .isInstanceOf(WorkflowDefinitionException.class)
        .hasMessageContaining("timeLimit() is PT0S")
        .hasMessageContaining("concurrentRuns() is 0");
    assertThatThrownBy(() -> WorkflowBuilder.named("w").timeLimit(Duration.ofSeconds(-5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-5S");
  }

  @Test
  void aJournalAndNoRoundTripExcludeEachOther() {
    InProcessRunner runner = InProcessRunner.of(new Sleeping());

    assertThatThrownBy(() -> runner.withJournal().withoutRoundTrip())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("leave out withJournal or withoutRoundTrip");
    assertThatThrownBy(() -> runner.withoutRoundTrip().withJournal())
        .isInstanceOf(IllegalStateException.class);
  }

  static final class Wrapping extends Workflow {
    @Step
    @SuppressWarnings("DoNotCallSuggester") // a step that fails
    StopEvent step(Go go) {
      throw new IllegalStateException("wrapper", new IOException("real"));
    }
  }

  @Test
  void theCauseOfAFailureReachesTheCaller() {
    assertThatThrownBy(() -> new Wrapping().run(new Go()).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("wrapper; caused by java.io.IOException: real");
  }

  /** Leaves something on its thread, which no other step may find. */
  static final class Littering extends Workflow {
    private static final ThreadLocal<@Nullable String> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<@Nullable String> INHERITED =
        new InheritableThreadLocal<>();

    record Next() implements Event {}

    @Step(cpu = true)
    Next first(Go go) {
      LOCAL.set("litter");
      INHERITED.set("litter");
      return new Next();
    }

    @Step
    StopEvent second(Next next) {
      return StopEvent.of(LOCAL.get() + " " + INHERITED.get());
    }
  }

  static final class LitteringVirtually extends Workflow {
    record Next() implements Event {}

    @Step
    Next first(Go go) {
      Littering.INHERITED.set("litter");
      return new Next();
    }

    @Step(cpu = true)
    StopEvent second(Next next) {
      return StopEvent.of(Littering.LOCAL.get() + " " + Littering.INHERITED.get());
    }
  }

  @Test
  void nothingThatAStepLeavesOnItsThreadReachesAnother() throws InterruptedException {
    Littering littering = new Littering();
    for (int i = 0; i < 10; i++) {
      assertThat(littering.run(new Go()).result()).isEqualTo("null null");
    }
    assertThat(new LitteringVirtually().run(new Go()).result()).isEqualTo("null null");
  }

  static final class Promising extends Workflow {
    final CompletableFuture<StopEvent> promised = new CompletableFuture<>();
    final CountDownLatch asked = new CountDownLatch(1);

    @Step
    CompletionStage<StopEvent> step(Go go) {
      asked.countDown();
      return promised;
    }
  }

  @Test
  void theStageThatAStepReturnedIsCancelledWithTheRun() throws InterruptedException {
    Promising promising = new Promising();
    Handler run = promising.run(new Go());
    promising.asked.await();
    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    assertThatThrownBy(promising.promised::get)
        .isInstanceOf(java.util.concurrent.CancellationException.class);
  }

  @Test
  void aStageThatIsCancelledFailsItsStepInWords() {
    Promising promising = new Promising();
    promising.promised.cancel(false);

    assertThatThrownBy(() -> promising.run(new Go()).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("the stage that the step returned was cancelled");
  }
}
