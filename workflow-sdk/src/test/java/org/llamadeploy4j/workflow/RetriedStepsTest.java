package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.retry.RetryIf;
import org.llamadeploy4j.workflow.retry.RetryPolicy;
import org.llamadeploy4j.workflow.retry.Stop;
import org.llamadeploy4j.workflow.retry.Wait;
import org.llamadeploy4j.workflow.testing.ManualClock;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** Attempts that fail and are tried again. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@SuppressWarnings({
  "SameNameButDifferent", // each workflow has events of its own
  "DoNotCallSuggester" // steps that fail
})
class RetriedStepsTest {

  private final ManualClock clock = ManualClock.create();

  /** On time that passes only when nothing else can happen. */
  private static TestRun run(Workflow workflow, StartEvent start) {
    return WorkflowTest.of(workflow).run(start);
  }

  static final class Shaky extends Workflow {
    record Ask(int failures) implements StartEvent {}

    final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @Step
    @Retry(attempts = 3, delay = "PT10S")
    StopEvent work(Context ctx, Ask ask) throws IOException {
      var info = ctx.retryInfo();
      seen.add(ctx.attempt() + "/" + info.retryNumber() + "/" + info.elapsed().toSeconds());
      if (info.retryNumber() < ask.failures()) {
        throw new IOException("down " + info.retryNumber());
      }
      Failure last = info.lastFailure();
      return StopEvent.of(last == null ? "" : last.message());
    }
  }

  // T175
  @Test
  void aStepThatFailsTwiceSucceedsAtTheThirdAttemptAndKnowsOfTheOthers() throws Exception {
    Shaky workflow = new Shaky();

    assertThat(run(workflow, new Shaky.Ask(2)).result()).isEqualTo("down 1");
    assertThat(workflow.seen).containsExactly("1/0/0", "2/1/10", "3/2/20");
  }

  // T176
  @Test
  void aStepWhoseAttemptsAreUsedUpFailsTheRunWithItsNameAttemptsAndTime() {
    TestRun run = run(new Shaky(), new Shaky.Ask(9));

    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class,
            e -> {
              assertThat(e.step()).isEqualTo("work");
              assertThat(e.attempts()).isEqualTo(3);
              assertThat(e.elapsed()).isEqualTo(Duration.ofSeconds(20));
              assertThat(e.type()).isEqualTo("java.io.IOException");
            });
  }

  static final class Picky extends Workflow {
    record Ask(boolean error) implements StartEvent {}

    final List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());

    @Step
    @Retry(on = IOException.class)
    StopEvent work(Context ctx, Ask ask) {
      attempts.add(ctx.attempt());
      if (ask.error()) {
        throw new AssertionError("an error");
      }
      throw new IllegalStateException("not io");
    }
  }

  // T177
  @Test
  void anExceptionThatThePolicyDoesNotNameIsNotTriedAgain() {
    Picky workflow = new Picky();

    assertThatThrownBy(run(workflow, new Picky.Ask(false))::result).hasMessageContaining("not io");
    assertThat(workflow.attempts).containsExactly(1);
  }

  @Test
  void anErrorIsNeverTriedAgain() {
    Picky workflow = new Picky();

    assertThatThrownBy(run(workflow, new Picky.Ask(true))::result).hasMessageContaining("an error");
    assertThat(workflow.attempts).containsExactly(1);
  }

  static final class Ordered extends Workflow {
    record Ask() implements StartEvent {}

    record Job(int number) implements Event {}

    record Done(int number) implements Event {}

    final List<Integer> order = Collections.synchronizedList(new ArrayList<>());

    @Step
    List<Job> split(Ask ask) {
      return List.of(new Job(1), new Job(2), new Job(3));
    }

    @Step(workers = 1)
    @Retry(delay = "PT1H")
    Done work(Context ctx, Job job) {
      order.add(job.number());
      if (job.number() == 1 && ctx.retryInfo().retryNumber() == 0) {
        throw new IllegalStateException("later");
      }
      return new Done(job.number());
    }

    @Step
    StopEvent all(List<Done> done) {
      return StopEvent.of(done.stream().map(Done::number).toList());
    }
  }

  // T184 T139
  @Test
  void aDelayedAttemptHoldsNoWorkerAndWhatWaitsBehindItRunsFirst() throws Exception {
    Ordered workflow = new Ordered();
    Handler run = InProcessRunner.of(workflow).withScheduler(clock).run(new Ordered.Ask());
    Await.until(() -> workflow.order.size() == 3 && run.runningSteps().isEmpty());
    clock.advance(Duration.ofHours(1));

    assertThat(run.result()).isEqualTo(List.of(2L, 3L, 1L));
    assertThat(workflow.order).containsExactly(1, 2, 3, 1);
  }

  static final class JoinRetried extends Workflow {
    record Ask(int take) implements StartEvent {}

    record Part(int number) implements Event {}

    final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

    @Step(workers = 1)
    List<Part> split(Ask ask) {
      return List.of(new Part(1), new Part(2), new Part(3));
    }

    @Step(workers = 1)
    Seen pass(Part part) {
      return new Seen(part.number());
    }

    record Seen(int number) implements Event {}

    @Step
    @Retry(delay = "PT1S")
    StopEvent join(Context ctx, @Collect(take = 2) List<Seen> seen) {
      batches.add(seen.stream().map(Seen::number).toList());
      if (ctx.retryInfo().retryNumber() == 0) {
        throw new IllegalStateException("once");
      }
      return StopEvent.of(seen.size());
    }
  }

  // T141 T142
  @Test
  void aJoinThatIsTriedAgainGetsTheSameBatch() throws Exception {
    JoinRetried workflow = new JoinRetried();

    assertThat(run(workflow, new JoinRetried.Ask(2)).result(Integer.class)).isEqualTo(2);
    assertThat(workflow.batches).containsExactly(List.of(1, 2), List.of(1, 2));
  }

  static final class Handled extends Workflow {
    record Ask(String message) implements StartEvent {}

    @Step
    StopEvent work(Ask ask) {
      throw new IllegalArgumentException(ask.message());
    }

    @CatchError
    StopEvent rescue(StepFailedEvent failed) {
      return StopEvent.of(
          "%s %s %s %d"
              .formatted(
                  failed.step(),
                  failed.failure().message(),
                  ((Ask) failed.input()).message(),
                  failed.attempts()));
    }
  }

  // T189
  @Test
  void aHandlerOfAllFailuresMayEndTheRun() throws Exception {
    assertThat(run(new Handled(), new Handled.Ask("boom")).result()).isEqualTo("work boom boom 1");
  }

  /** One of two steps, both of which fail. */
  abstract static class TwoWays extends Workflow {
    record Ask(String which) implements StartEvent {}

    sealed interface Way extends Event {}

    record A() implements Way {}

    record B() implements Way {}

    @Step
    Way choose(Ask ask) {
      return ask.which().equals("a") ? new A() : new B();
    }

    @Step
    StopEvent a(A a) {
      throw new IllegalStateException("a");
    }

    @Step
    StopEvent b(B b) {
      throw new IllegalStateException("b");
    }

    @CatchError(steps = "a")
    StopEvent forA(StepFailedEvent failed) {
      return StopEvent.of("forA: " + failed.failure().message());
    }
  }

  static final class Scoped extends TwoWays {}

  static final class ScopedAndWild extends TwoWays {
    @CatchError
    StopEvent others(StepFailedEvent failed) {
      return StopEvent.of("others");
    }
  }

  // T190
  @Test
  void aScopedHandlerIsNotCalledForAnotherStep() throws Exception {
    assertThat(run(new Scoped(), new TwoWays.Ask("a")).result()).isEqualTo("forA: a");
    assertThatThrownBy(run(new Scoped(), new TwoWays.Ask("b"))::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step b");
  }

  // T191
  @Test
  void eachFailureGoesToItsOwner() throws Exception {
    assertThat(run(new ScopedAndWild(), new TwoWays.Ask("a")).result()).isEqualTo("forA: a");
    assertThat(run(new ScopedAndWild(), new TwoWays.Ask("b")).result()).isEqualTo("others");
  }

  /** Fails, is handled by going on, fails again. */
  abstract static class Again extends Workflow {
    record Ask() implements StartEvent {}

    record More(int round) implements Event {}

    @Step
    More begin(Ask ask) {
      return new More(0);
    }

    @Step
    StopEvent work(More more) {
      if (more.round() < 2) {
        throw new IllegalStateException("round " + more.round());
      }
      return StopEvent.of("round " + more.round());
    }

    static More next(StepFailedEvent failed) {
      return new More(((More) failed.input()).round() + 1);
    }
  }

  static final class Once extends Again {
    @CatchError(maxRecoveries = 1)
    More rescue(StepFailedEvent failed) {
      return next(failed);
    }
  }

  static final class Twice extends Again {
    @CatchError(maxRecoveries = 2)
    More rescue(StepFailedEvent failed) {
      return next(failed);
    }
  }

  // T192
  @Test
  void aBudgetOfOneIsUsedUpByTheSecondFailureOfALineage() {
    assertThatThrownBy(run(new Once(), new Again.Ask())::result)
        .hasMessageContaining("round 1")
        .hasMessageContaining(
            "its handler rescue has recovered 1 failure that this one follows from, which is its maxRecoveries; raise that, or let the handler end the run");
  }

  // T193
  @Test
  void aBudgetOfTwoHandlesBoth() throws Exception {
    assertThat(run(new Twice(), new Again.Ask()).result()).isEqualTo("round 2");
  }

  // T196
  @Test
  void aBudgetGoesOnAfterACrashAnywhere() {
    assertThat(WorkflowTest.of(Twice::new).crashEverywhere(new Again.Ask()).result())
        .isEqualTo("round 2");
    assertThat(WorkflowTest.of(Once::new).crashEverywhere(new Again.Ask()).failure())
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("round 1"));
  }

  static final class BadHandler extends Workflow {
    record Ask() implements StartEvent {}

    @Step
    StopEvent work(Ask ask) {
      throw new IllegalStateException("first");
    }

    @CatchError(maxRecoveries = 5)
    StopEvent rescue(StepFailedEvent failed) {
      throw new IllegalStateException("handler: " + failed.failure().message());
    }
  }

  // T194
  @Test
  void aHandlerThatFailsFailsTheRunAndIsNotCalledForItself() {
    assertThatThrownBy(run(new BadHandler(), new BadHandler.Ask())::result)
        .isInstanceOfSatisfying(
            RunFailedException.class, e -> assertThat(e.step()).isEqualTo("rescue"))
        .hasMessageContaining("handler: first");
  }

  static final class Slow extends Workflow {
    record Ask() implements StartEvent {}

    volatile boolean handled;

    Slow() {
      super(Duration.ofMinutes(1));
    }

    @Step
    StopEvent work(Ask ask) throws InterruptedException {
      Thread.currentThread().join();
      return StopEvent.of(null);
    }

    @CatchError
    StopEvent rescue(StepFailedEvent failed) {
      handled = true;
      return StopEvent.of("handled");
    }
  }

  // T195 T206
  @Test
  void theTimeLimitOfARunNamesTheActiveStepsAndCallsNoHandler() {
    Slow workflow = new Slow();
    Handler run = InProcessRunner.of(workflow).withScheduler(clock).run(new Slow.Ask());
    Await.until(() -> run.runningSteps().contains("work"));
    clock.advance(Duration.ofMinutes(1));

    assertThatThrownBy(run::result).hasMessageContaining("running were: work");
    assertThat(workflow.handled).isFalse();
  }

  static final class StepLimit extends Workflow {
    record Ask() implements StartEvent {}

    @Step(timeout = "PT5S")
    @Retry(attempts = 2, delay = "PT1S", on = StepTimedOutException.class)
    StopEvent work(Context ctx, Ask ask) throws InterruptedException {
      if (ctx.retryInfo().retryNumber() == 0) {
        Thread.currentThread().join();
      }
      return StopEvent.of(ctx.retryInfo().lastFailure());
    }
  }

  @Test
  void anAttemptThatTakesTooLongIsInterruptedAndTriedAgainByItsPolicy() throws Exception {
    Handler run = InProcessRunner.of(new StepLimit()).withScheduler(clock).run(new StepLimit.Ask());
    Await.until(() -> run.runningSteps().contains("work"));
    clock.advance(Duration.ofSeconds(5));
    Instant retry = clock.instant().plusSeconds(1);
    Await.until(() -> clock.nextDue().filter(retry::equals).isPresent());
    clock.advance(Duration.ofSeconds(1));

    assertThat(run.result())
        .asString()
        .contains("step work did not end within its time limit of PT5S");
  }

  static final class BadPolicy extends Workflow {
    record Ask() implements StartEvent {}

    @Step
    @Retry(policy = Throwing.class)
    StopEvent work(Ask ask) {
      throw new IllegalStateException("the step's");
    }
  }

  /** A policy that fails itself. */
  public static final class Throwing implements java.util.function.Supplier<RetryPolicy> {
    @Override
    public RetryPolicy get() {
      return attempt -> {
        throw new IllegalStateException("the policy's");
      };
    }
  }

  @Test
  void aPolicyThatFailsFailsTheStepForGoodAndNeverHangs() {
    assertThatThrownBy(run(new BadPolicy(), new BadPolicy.Ask())::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("polic");
  }

  record Ask() implements StartEvent {}

  // T183
  @Test
  void aStepOfFunctionsHasItsPolicyAndTheSameRunGetsTheSameDelays() throws Exception {
    RetryPolicy policy =
        RetryPolicy.of(
            RetryIf.always(),
            Wait.random(Duration.ofSeconds(1), Duration.ofMinutes(10)),
            Stop.afterAttempts(3));
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Workflow workflow =
          WorkflowBuilder.named("shaky")
              .step(
                  "work",
                  OneOf.of(Ask.class),
                  OneOf.of(StopEvent.class),
                  StepOptions.defaults().withRetry(policy),
                  (ctx, ask) -> {
                    if (ctx.retryInfo().retryNumber() < 2) {
                      throw new IOException("down");
                    }
                    return StopEvent.of(ctx.retryInfo().elapsed().toMillis());
                  })
              .build();
      delays.add(Duration.ofMillis(run(workflow, new Ask()).result(Long.class)));
    }

    assertThat(delays.getFirst()).isEqualTo(delays.getLast()).isPositive();
  }
}
