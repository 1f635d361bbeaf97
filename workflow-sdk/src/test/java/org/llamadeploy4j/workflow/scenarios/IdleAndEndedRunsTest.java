package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.Replay;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.SkipChecks;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepStateChanged;
import org.llamadeploy4j.workflow.StepStateChanged.Phase;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.WaitOptions;
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
    static final CountDownLatch GO = new CountDownLatch(1);

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

  /** One step waits for an answer while another works, with more of its work queued behind it. */
  static final class Busy extends Workflow {
    record Ask() implements StartEvent {}

    record Question() implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    record Part(int n) implements Event {}

    final CountDownLatch open = new CountDownLatch(1);

    @Step(waits = Answer.class)
    StopEvent ask(Context ctx, Ask ask) {
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question());
      return StopEvent.of(ctx.waitForEvent(Answer.class, asking).text());
    }

    @Step(sends = Part.class)
    @SkipChecks(SkipChecks.Check.DEAD_END)
    void split(Context ctx, Ask ask) {
      ctx.send(new Part(1));
      ctx.send(new Part(2));
    }

    @Step(workers = 1)
    void work(Part part) throws InterruptedException {
      open.await();
    }
  }

  // T213
  @Test
  void aRunWithWorkThatRunsOrIsQueuedIsNotIdle() throws Exception {
    Busy workflow = new Busy();
    Handler run = InProcessRunner.of(workflow).withInternalEvents().run(new Busy.Ask());
    Iterator<StreamedEvent> events = run.stream(StreamOptions.DEFAULT.withInternal()).iterator();
    List<Event> before = new ArrayList<>();
    while (!before.contains(new Busy.Question())
        || before.stream().noneMatch(IdleAndEndedRunsTest::isQueuedWork)) {
      before.add(events.next().event());
    }
    workflow.open.countDown();
    Await.idle(run);
    run.send(new Busy.Answer("yes"));

    assertThat(run.result()).isEqualTo("yes");
    List<Event> all = all(run);
    int idle = all.indexOf(new WorkflowIdleEvent());
    assertThat(before).doesNotContain(new WorkflowIdleEvent());
    assertThat(all.subList(0, idle))
        .as("before it was idle")
        .filteredOn(e ->
            e instanceof StepStateChanged s
                && s.name().equals("work")
                && s.state() == Phase.NOT_RUNNING)
        .hasSize(2);
    assertThat(all).filteredOn(e -> e instanceof WorkflowIdleEvent).hasSize(1);
  }

  private static boolean isQueuedWork(Event event) {
    return event instanceof StepStateChanged s
        && s.name().equals("work")
        && s.state() == Phase.PREPARING;
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

  /** Ends with work queued, running and waiting, a fan-out open, and a slot half filled. */
  static final class Leaves extends Workflow {
    record Ask() implements StartEvent {}

    record A() implements Event {}

    record B() implements Event {}

    record Part() implements Event {}

    record Answer() implements HumanResponseEvent {}

    final CountDownLatch atWork = new CountDownLatch(1);

    @Step(sends = {A.class, B.class})
    List<Part> split(Context ctx, Ask ask) {
      ctx.send(new A());
      return List.of(new Part(), new Part());
    }

    @Step
    void both(A a, B b) {}

    @Step(workers = 1)
    Part2 work(Part part) throws InterruptedException {
      atWork.countDown();
      new CountDownLatch(1).await();
      return new Part2();
    }

    record Part2() implements Event {}

    @Step
    StopEvent join(List<Part2> parts) {
      return StopEvent.of("joined");
    }

    @Step(waits = Answer.class)
    void ask(Context ctx, Ask ask) {
      ctx.waitForEvent(Answer.class);
    }

    @Step
    StopEvent end(Ask ask) throws InterruptedException {
      atWork.await();
      return StopEvent.of("ended");
    }
  }

  // T214
  @Test
  void ofARunThatHasEndedNothingIsLeft() throws Exception {
    Leaves workflow = new Leaves();
    Handler run = InProcessRunner.of(workflow).withJournal().run(new Leaves.Ask());
    assertThat(run.result()).isEqualTo("ended");

    Replay replay = Replay.of(workflow, run.journal());
    RunView before = replay.at(replay.length() - 1);
    assertThat(before.work("work")).hasSize(2);
    assertThat(before.fanOuts()).hasSize(1);
    assertThat(replay.last().work()).isEmpty();
    assertThat(replay.last().fanOuts()).isEmpty();
    assertThat(run.runningSteps()).isEmpty();
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

  @EventName("chosen")
  static final class Named extends Workflow {
    @Step
    StopEvent end(StartEvent start) {
      return StopEvent.of(1);
    }
  }

  // T228 (rule 17)
  @Test
  void aWorkflowIsCalledByItsSimpleNameWhereverItIsNestedUnlessItSaysOtherwise() {
    assertThat(WorkflowGraph.of(Asks.class).name()).isEqualTo("Asks");
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by its annotation
    final class Local extends Workflow {
      @Step
      StopEvent end(StartEvent start) {
        return StopEvent.of(1);
      }
    }
    assertThat(WorkflowGraph.of(Local.class).name()).isEqualTo("Local");
    assertThat(WorkflowGraph.of(Named.class).name()).isEqualTo("chosen");
  }
}
