package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.Replay;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowCancelledEvent;
import org.llamadeploy4j.workflow.WorkflowIdleEvent;
import org.llamadeploy4j.workflow.graph.WorkflowGraph;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Runs that wait, and runs that are over: 8.13 and 8.14. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class IdleAndEndedRunsTest {

  static final class Asks extends Workflow {
    record Ask() implements StartEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    @Step
    StopEvent ask(Context ctx, Ask ask) {
      return StopEvent.of(ctx.waitForEvent(Answer.class).text());
    }
  }

  private static List<Event> all(Handler run) {
    List<Event> all = new ArrayList<>();
    for (StreamedEvent event : run.stream(StreamOptions.DEFAULT.withInternal())) {
      all.add(event.event());
    }
    return all;
  }

  // T211
  @Test
  void aRunWithNothingLeftButWaitsIsIdleOnce() throws Exception {
    Handler run = InProcessRunner.of(new Asks()).withInternalEvents().run(new Asks.Ask());
    Await.idle(run);
    run.send(new Asks.Answer("yes"));

    assertThat(run.result()).isEqualTo("yes");
    assertThat(all(run)).filteredOn(e -> e instanceof WorkflowIdleEvent).hasSize(1);
  }

  // T212
  @Test
  void anAnswerThatIsThereBeforeTheWaitLeavesNoIdleMoment() throws Exception {
    Handler run = InProcessRunner.of(new Late()).withInternalEvents().run(new Late.Ask());
    run.send(new Late.Answer("early"));
    Late.GO.countDown();

    assertThat(run.result()).isEqualTo("early");
    assertThat(all(run)).noneMatch(e -> e instanceof WorkflowIdleEvent);
  }

  static final class Late extends Workflow {
    static final java.util.concurrent.CountDownLatch GO =
        new java.util.concurrent.CountDownLatch(1);

    record Ask() implements StartEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    @Step
    StopEvent ask(Context ctx, Ask ask) throws InterruptedException {
      GO.await();
      return StopEvent.of(ctx.waitForEvent(Answer.class).text());
    }
  }

  static final class Retries extends Workflow {
    record Ask() implements StartEvent {}

    @Step
    @Retry(delay = "PT1H", attempts = 2)
    StopEvent work(Context ctx, Ask ask) {
      if (ctx.retryInfo().retryNumber() == 0) {
        throw new IllegalStateException("not yet");
      }
      return StopEvent.of("done");
    }
  }

  // T213
  @Test
  void aRunWithADelayedAttemptIsNotIdle() throws Exception {
    ManualClock clock = ManualClock.create();
    Handler run =
        InProcessRunner.of(new Retries())
            .withScheduler(clock)
            .withInternalEvents()
            .run(new Retries.Ask());
    Await.until(() -> clock.armed() == 1);
    clock.advance(Duration.ofHours(1));

    assertThat(run.result()).isEqualTo("done");
    assertThat(all(run)).noneMatch(e -> e instanceof WorkflowIdleEvent);
  }

  // T207
  @Test
  void aCancelledRunSaysSoToItsCallerAndOnItsStream() {
    Handler run = InProcessRunner.of(new Asks()).run(new Asks.Ask());
    run.cancel();

    assertThatThrownBy(run::result)
        .isInstanceOf(RunCancelledException.class)
        .hasMessageContaining("cancelled by its caller");
    assertThat(run.events()).last().isInstanceOf(WorkflowCancelledEvent.class);
  }

  static final class Leaves extends Workflow {
    record Ask() implements StartEvent {}

    record A() implements Event {}

    record B() implements Event {}

    @Step(
        sends = {A.class, B.class},
        workers = 1)
    StopEvent end(Context ctx, Ask ask) {
      ctx.send(new A());
      return StopEvent.of("ended");
    }

    @Step
    void both(A a, B b) {}
  }

  // T214
  @Test
  void ofARunThatHasEndedNothingIsLeft() throws Exception {
    Leaves workflow = new Leaves();
    Handler run = InProcessRunner.of(workflow).withJournal().run(new Leaves.Ask());
    assertThat(run.result()).isEqualTo("ended");

    RunView last = Replay.of(workflow, run.journal()).last();
    assertThat(last.describe()).contains("ended").doesNotContain("both");
  }

  // T062
  @Test
  void aLimitOfRunsBelowOneIsRefused() {
    InProcessRunner runner = InProcessRunner.of(new Asks());

    assertThatThrownBy(() -> runner.withConcurrentRuns(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> runner.withConcurrentRuns(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // T228 (rule 17)
  @Test
  void aWorkflowIsCalledByItsSimpleNameWhereverItIsNested() {
    assertThat(WorkflowGraph.of(Asks.class).name()).isEqualTo("Asks");
  }
}
