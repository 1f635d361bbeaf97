package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.ResultTypeException;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.Session;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowCancelledEvent;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.testing.ManualClock;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class RunsAndHandlersTest {

  /** Holds each run until it is let through. */
  static final class Gate extends Workflow {
    record Go(String name) implements StartEvent {}

    final CountDownLatch open = new CountDownLatch(1);
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final List<String> order = new ArrayList<>(); // guarded by itself
    private final OptionalInt limit;

    Gate() {
      this(OptionalInt.empty());
    }

    Gate(OptionalInt limit) {
      this.limit = limit;
    }

    @Override
    public OptionalInt concurrentRuns() {
      return limit;
    }

    @Step
    StopEvent pass(Go go) throws InterruptedException {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      synchronized (order) {
        order.add(go.name());
      }
      open.await();
      inside.decrementAndGet();
      return StopEvent.of(go.name());
    }
  }

  // T063
  @Test
  void runGivesAHandlerAtOnceThatCanBeWaitedFor() throws Exception {
    Gate workflow = new Gate();

    Handler run = workflow.run(new Gate.Go("a"));

    assertThat(run.isDone()).isFalse();
    workflow.open.countDown();
    assertThat(run.result()).isEqualTo("a");
    assertThat(run.isDone()).isTrue();
  }

  // T064
  @Test
  void theResultIsTheBareValueOfAPlainStop() throws Exception {
    Gate workflow = new Gate();
    workflow.open.countDown();
    Handler run = workflow.run(new Gate.Go("a"));

    assertThat(run.result()).isEqualTo("a");
    assertThat(run.result(String.class)).isEqualTo("a");
    assertThat(run.whenDone().toCompletableFuture().get()).isEqualTo("a");
    assertThat(run.whenDone(String.class).toCompletableFuture().get()).isEqualTo("a");
  }

  static final class Typed extends Workflow {
    record Go() implements StartEvent {}

    record Sum(int value) implements StopEvent {}

    @Step
    Sum add(Go go) {
      return new Sum(4);
    }
  }

  // T064
  @Test
  void theResultIsTheEventItselfWhenTheStopHasATypeOfItsOwn() throws Exception {
    Handler run = new Typed().run();

    assertThat(run.result()).isEqualTo(new Typed.Sum(4));
    assertThat(run.whenDone(Typed.Sum.class).toCompletableFuture().get().value()).isEqualTo(4);
    assertThatThrownBy(() -> run.whenDone(String.class)).isInstanceOf(ResultTypeException.class);
  }

  // T064
  @Test
  void whoeverHearsOfTheEndCanReadTheWholeStream() throws Exception {
    Gate workflow = new Gate();
    Handler run = workflow.run(new Gate.Go("a"));
    var read =
        run.whenDone()
            .thenApply(result -> {
              List<Event> events = new ArrayList<>();
              run.events().forEach(events::add);
              return events;
            });

    workflow.open.countDown();

    assertThat(read.toCompletableFuture().get()).containsExactly(StopEvent.of("a"));
  }

  // T066
  @Test
  void aMapOfFieldsMakesTheStartEvent() throws Exception {
    Gate workflow = new Gate();
    workflow.open.countDown();

    assertThat(workflow.run(Map.of("name", "by field")).result()).isEqualTo("by field");
  }

  // T067
  @Test
  void fieldsThatDoNotFitTheStartEventFailTheRunAndAreNamed() {
    assertThatThrownBy(() -> new Gate().run(Map.of("nome", "x")).result())
        .isInstanceOfSatisfying(
            RunFailedException.class, e -> assertThat(e.code()).isEqualTo("invalid_input"))
        .hasMessageContaining("nome")
        .hasMessageContaining("name");
  }

  // T068 T069 (a start event is a typed parameter; there is no call that takes fields besides)
  @Test
  void aStartEventOfAnotherWorkflowIsRefused() {
    assertThatThrownBy(() -> new Gate().run(new Typed.Go()))
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("wrong_start_event"))
        .hasMessage(
            "a run of Gate starts with %s, not with %s; pass the first, or its fields as a map"
                .formatted(Gate.Go.class.getName(), Typed.Go.class.getName()));
    assertThatThrownBy(() -> WorkflowTest.of(new Gate()).run(new Typed.Go()))
        .hasMessageContaining("a run of Gate starts with");
  }

  /** Begins in one of three ways, two of which have the same fields. */
  static final class Doors extends Workflow {
    sealed interface Enter extends StartEvent {}

    record Front(int number) implements Enter {}

    record Back(int number) implements Enter {}

    record Window() implements Enter {}

    @Step
    StopEvent enter(Enter enter) {
      return StopEvent.of(enter.toString());
    }
  }

  @Test
  void aStartEventOfASealedTypeIsTheOneThatWasGiven() throws Exception {
    for (Doors.Enter enter : List.of(new Doors.Front(1), new Doors.Back(2), new Doors.Window())) {
      assertThat(new Doors().run(enter).result()).isEqualTo(enter.toString());
      assertThat(InProcessRunner.of(new Doors()).withoutRoundTrip().run(enter).result())
          .isEqualTo(enter.toString());
      assertThat(WorkflowTest.of(Doors::new).crashEverywhere(enter).result())
          .isEqualTo(enter.toString());
    }
  }

  @Test
  void fieldsThatFitSeveralStartEventsNeedTheNameOfOne() throws Exception {
    assertThat(new Doors().run(Map.of("number", 3, "@type", "Back")).result())
        .isEqualTo("Back[number=3]");
    assertThat(new Doors().run(Map.of()).result()).isEqualTo("Window[]");
    assertThatThrownBy(() -> new Doors().run(Map.of("number", 3)).result())
        .hasMessageContaining("fits several of the start events [Back, Front, Window]")
        .hasMessageContaining("name one in the field '@type'");
  }

  static final class NoEvent extends Workflow {
    record Go() implements StartEvent {}

    @Step
    @SuppressWarnings("unchecked") // what the test is about
    Optional<StopEvent> lie(Go go) {
      return (Optional<StopEvent>) (Optional<?>) Optional.of("surprise");
    }
  }

  // T070 (return types are checked when compiled; this is a cast around it)
  @Test
  void aStepThatReturnsNoEventFailsTheRun() {
    assertThatThrownBy(() -> new NoEvent().run().result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step lie returned a java.lang.String, which is no event");
  }

  static final class Counting extends Workflow {
    record Go(boolean fail, boolean hold) implements StartEvent {}

    @StateName("Runs")
    record Runs(int count) {}

    final CountDownLatch open = new CountDownLatch(1);

    @Step
    StopEvent count(Context ctx, Go go) throws InterruptedException {
      ctx.state(Runs.class).update(r -> new Runs(r.count() + 1));
      if (go.hold()) {
        open.await();
      }
      if (go.fail()) {
        throw new IllegalStateException("asked to");
      }
      return StopEvent.of(ctx.state(Runs.class).get().count());
    }
  }

  // T071
  @Test
  void theNextRunOfASessionSeesTheStatesOfTheLast() throws Exception {
    Session session = InProcessRunner.of(new Counting()).session();

    assertThat(session.run(new Counting.Go(false, false)).result(Integer.class)).isEqualTo(1);
    assertThat(session.run(new Counting.Go(false, false)).result(Integer.class)).isEqualTo(2);
  }

  // T071
  @Test
  void aFailedRunLeavesTheStatesOfItsSessionAsTheyWere() throws Exception {
    Session session = InProcessRunner.of(new Counting()).session();
    assertThat(session.run(new Counting.Go(false, false)).result(Integer.class)).isEqualTo(1);

    assertThatThrownBy(() -> session.run(new Counting.Go(true, false)).result())
        .isInstanceOf(RunFailedException.class);

    assertThat(session.run(new Counting.Go(false, false)).result(Integer.class)).isEqualTo(2);
  }

  // T072
  @Test
  void aSecondRunOfASessionIsRefusedWhileTheFirstHasNotEnded() throws Exception {
    Counting workflow = new Counting();
    Session session = InProcessRunner.of(workflow).session();
    Handler first = session.run(new Counting.Go(false, true));

    assertThatThrownBy(() -> session.run(new Counting.Go(false, false)))
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("session_busy"))
        .hasMessageContaining(first.runId());

    workflow.open.countDown();
    assertThat(first.result(Integer.class)).isEqualTo(1);
  }

  // T072
  @Test
  void aRunThatCannotStartDoesNotKeepItsSessionBusy() throws Exception {
    Session session = InProcessRunner.of(new Counting()).session();

    assertThatThrownBy(() -> session.run(new Typed.Go())).isInstanceOf(WorkflowException.class);

    assertThat(session.run(new Counting.Go(false, false)).result(Integer.class)).isEqualTo(1);
  }

  // T073
  @Test
  void runsSideBySideDoNotSeeEachOthersStates() throws Exception {
    Counting workflow = new Counting();
    Handler first = workflow.run(new Counting.Go(false, true));
    Handler second = workflow.run(new Counting.Go(false, true));

    workflow.open.countDown();

    assertThat(first.result(Integer.class)).isEqualTo(1);
    assertThat(second.result(Integer.class)).isEqualTo(1);
  }

  // T074
  @Test
  void theIdOfARunThatIsAliveIsRefusedAndFreeAgainAfterItsEnd() throws Exception {
    Gate workflow = new Gate();
    InProcessRunner runner = InProcessRunner.of(workflow);
    Handler first = runner.run(new Gate.Go("a"), "one");
    assertThat(first.runId()).isEqualTo("one");

    assertThatThrownBy(() -> runner.run(new Gate.Go("b"), "one"))
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("run_id_taken"))
        .hasMessageContaining("run one has not ended");

    workflow.open.countDown();
    assertThat(first.result()).isEqualTo("a");
    assertThat(runner.run(new Gate.Go("c"), "one").result()).isEqualTo("c");
  }

  // T075
  @Test
  void runsOverTheLimitWaitForTheirTurn() throws Exception {
    Gate workflow = new Gate(OptionalInt.of(1));
    List<Handler> runs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      runs.add(workflow.run(new Gate.Go("run " + i)));
    }

    workflow.open.countDown();

    for (int i = 0; i < 10; i++) {
      assertThat(runs.get(i).result()).isEqualTo("run " + i);
    }
    assertThat(workflow.most).hasValue(1);
    assertThat(workflow.order)
        .containsExactly(runs.stream().map(RunsAndHandlersTest::text).toArray(String[]::new));
  }

  private static String text(Handler run) {
    try {
      return run.result(String.class);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // T075
  @Test
  void aRunThatIsCancelledWhileItWaitsForItsTurnEndsAtOnceAndNeverStarts() throws Exception {
    Gate workflow = new Gate();
    InProcessRunner runner = InProcessRunner.of(workflow).withConcurrentRuns(2);
    Handler first = runner.run(new Gate.Go("first"));
    Handler second = runner.run(new Gate.Go("second"));
    Handler third = runner.run(new Gate.Go("third"), "three");
    Handler fourth = runner.run(new Gate.Go("fourth"));

    third.cancel();

    assertThatThrownBy(third::result).isInstanceOf(RunCancelledException.class);
    assertThat(third.events()).containsExactly(new WorkflowCancelledEvent());
    workflow.open.countDown();
    assertThat(first.result()).isEqualTo("first");
    assertThat(second.result()).isEqualTo("second");
    assertThat(fourth.result()).isEqualTo("fourth");
    assertThat(runner.run(new Gate.Go("again"), "three").result()).isEqualTo("again");
    assertThat(workflow.order).doesNotContain("third");
  }

  static final class Asking extends Workflow {
    record Go() implements StartEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    @Step(waits = Answer.class)
    StopEvent ask(Context ctx, Go go) {
      return StopEvent.of(ctx.waitForEvent(Answer.class).text());
    }
  }

  // T075
  @Test
  void aRunThatWaitsForItsTurnKeepsWhatItIsSent() throws Exception {
    InProcessRunner runner = InProcessRunner.of(new Asking()).withConcurrentRuns(1);
    Handler first = runner.run(new Asking.Go());
    Handler second = runner.run(new Asking.Go());

    second.send(new Asking.Answer("two"));
    first.send(new Asking.Answer("one"));

    assertThat(first.result()).isEqualTo("one");
    assertThat(second.result()).isEqualTo("two");
  }

  // T063
  @Test
  void whatIsSentOrCancelledAfterTheEndChangesNothing() throws Exception {
    Handler run = new Asking().run();
    run.send(new Asking.Answer("first"));
    assertThat(run.result()).isEqualTo("first");

    run.send(new Asking.Answer("second"));
    run.cancel();

    assertThat(run.result()).isEqualTo("first");
    assertThat(run.events()).containsExactly(StopEvent.of("first"));
    assertThat(run.runningSteps()).isEmpty();
  }

  // T075
  @Test
  void aLimitBelowOneIsRefused() {
    InProcessRunner runner = InProcessRunner.of(new Asking());

    assertThatThrownBy(() -> runner.withConcurrentRuns(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }

  // T078
  @Test
  void theCurrentContextIsRefusedOutsideOfAStep() {
    assertThatThrownBy(Context::current).isInstanceOf(IllegalStateException.class);
  }

  static final class Current extends Workflow {
    record Go() implements StartEvent {}

    @Step
    @SuppressWarnings("ReferenceEquality") // the very same is meant
    StopEvent same(Context ctx, Go go) {
      return StopEvent.of(Context.current() == ctx);
    }
  }

  // T079
  @Test
  void theCurrentContextInAStepIsTheOneItWasGiven() throws Exception {
    assertThat(new Current().run().result()).isEqualTo(true);
  }

  // T080
  @Test
  void aFinishedRunHoldsItsWorkflowNoLonger() throws Exception {
    WeakReference<Workflow> freed = finished(new Gate());

    Await.until(() -> isFreed(freed));
  }

  private static WeakReference<Workflow> finished(Gate workflow) throws InterruptedException {
    workflow.open.countDown();
    assertThat(workflow.run(new Gate.Go("a")).result()).isEqualTo("a");
    return new WeakReference<>(workflow);
  }

  private static boolean isFreed(WeakReference<Workflow> freed) {
    System.gc();
    return freed.get() == null;
  }

  static final class LongTimer extends Workflow {
    record Go() implements StartEvent {}

    record Never() implements HumanResponseEvent {}

    final CountDownLatch waits = new CountDownLatch(1);

    @Step(waits = Never.class)
    void linger(Context ctx, Go go) {
      ctx.waitForEvent(Never.class, WaitOptions.defaults().withTimeout(Duration.ofDays(365)));
    }

    @Step
    StopEvent end(Go go) throws InterruptedException {
      waits.await();
      return StopEvent.of("ended");
    }
  }

  // T081
  @Test
  void aLongTimerThatAStepLeftBehindDoesNotHoldTheWorkflow() throws Exception {
    ManualClock clock = ManualClock.create();

    WeakReference<Workflow> freed = endedWithATimer(clock);

    assertThat(clock.armed()).isZero();
    Await.until(() -> isFreed(freed));
  }

  private static WeakReference<Workflow> endedWithATimer(ManualClock clock)
      throws InterruptedException {
    LongTimer workflow = new LongTimer();
    Handler run = InProcessRunner.of(workflow).withScheduler(clock).run(new LongTimer.Go());
    Await.until(() -> clock.armed() == 1);
    workflow.waits.countDown();
    assertThat(run.result()).isEqualTo("ended");
    return new WeakReference<>(workflow);
  }
}
