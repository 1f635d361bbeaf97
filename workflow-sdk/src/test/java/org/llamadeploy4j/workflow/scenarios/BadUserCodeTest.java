package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.State;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.testing.ManualClock;

/**
 * User code that misbehaves while it runs: each is defined, nothing hangs, no other run suffers.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class BadUserCodeTest {

  /** What a step may throw. */
  static final class Throwing extends Workflow {
    record Go(String what) implements StartEvent {}

    final AtomicInteger attempts = new AtomicInteger();

    @Step
    @Retry(attempts = 3, delay = "PT0S")
    StopEvent step(Go go) throws Throwable {
      attempts.incrementAndGet();
      throw switch (go.what()) {
        case "assertion" -> new AssertionError("assertion");
        case "stack" -> new StackOverflowError("stack");
        case "memory" -> new OutOfMemoryError("memory");
        case "linkage" -> new NoClassDefFoundError("linkage");
        case "sneaky" -> new Sneaky("sneaky");
        case "own-message" -> new Hostile(null);
        case "cause-loop" -> loop();
        default -> new IllegalStateException(go.what());
      };
    }

    private static Throwable loop() {
      IllegalStateException outer = new IllegalStateException("cause-loop");
      IllegalStateException inner = new IllegalStateException("inner", outer);
      outer.initCause(inner);
      return outer;
    }
  }

  /** Neither an exception nor an error. */
  static final class Sneaky extends Throwable {
    private static final long serialVersionUID = 1L;

    Sneaky(String message) {
      super(message);
    }
  }

  /** Throws whenever it is asked anything. */
  static final class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Hostile(@Nullable Throwable cause) {
      super("hostile", cause);
    }

    @Override
    public String getMessage() {
      throw new StackOverflowError("in getMessage");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new AssertionError("in getCause");
    }

    @Override
    public void printStackTrace(java.io.PrintWriter out) {
      throw new LinkageError("in printStackTrace");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"assertion", "stack", "memory", "linkage"})
  void anErrorFailsTheRunWithoutARetry(String what) {
    Throwing workflow = new Throwing();

    assertThatThrownBy(() -> workflow.run(new Throwing.Go(what)).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining(what);
    assertThat(workflow.attempts).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sneaky", "cause-loop"})
  void anythingElseThatCanBeThrownFailsTheRunAfterItsRetries(String what) {
    Throwing workflow = new Throwing();

    assertThatThrownBy(() -> workflow.run(new Throwing.Go(what)).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining(what);
  }

  @Test
  void anExceptionWhoseOwnMethodsThrowErrorsFailsTheRun() {
    assertThatThrownBy(() -> new Throwing().run(new Throwing.Go("own-message")).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("Hostile (its getMessage threw java.lang.StackOverflowError)");
  }

  static final class HostileStage extends Workflow {
    record Go(boolean never) implements StartEvent {}

    final CountDownLatch waits = new CountDownLatch(1);

    @Step
    CompletionStage<StopEvent> step(Go go) {
      waits.countDown();
      return go.never()
          ? new CompletableFuture<>()
          : CompletableFuture.failedFuture(new AssertionError("in the stage"));
    }
  }

  @Test
  void aStageThatFailsWithAnErrorFailsTheRunAndOneThatNeverEndsCanBeCancelled() throws Exception {
    assertThatThrownBy(() -> new HostileStage().run(new HostileStage.Go(false)).result())
        .isInstanceOfSatisfying(
            RunFailedException.class,
            e -> assertThat(e.type()).isEqualTo("java.lang.AssertionError"));

    HostileStage workflow = new HostileStage();
    Handler run = workflow.run(new HostileStage.Go(true));
    workflow.waits.await();
    run.cancel();
    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
  }

  /** Where null may come from. */
  static final class Nulls extends Workflow {
    record Go(String where) implements StartEvent {}

    sealed interface Reply extends Event {}

    record Parts(@Nullable List<Part> events) implements Reply, FanOut<Part> {}

    record End() implements Reply, StopEvent {}

    record Part(int n) implements Event {}

    @StateName("Count")
    record Count(int n) {}

    @Step
    @SuppressWarnings("NullAway") // what the test is about
    CompletionStage<Reply> step(Context ctx, Go go) {
      return switch (go.where()) {
        case "members" -> CompletableFuture.completedFuture(new Parts(null));
        case "stage" -> CompletableFuture.completedFuture(null);
        case "state" -> {
          ctx.state(Count.class).update(c -> null);
          yield CompletableFuture.completedFuture(new End());
        }
        default -> null;
      };
    }

    @Step
    End join(List<Part> parts) {
      return new End();
    }
  }

  @Test
  void nullWhereAnEventIsDueFailsTheRunAndSaysWhatToChange() {
    assertThat(failure("members")).contains("fan-out whose list of events is null");
    assertThat(failure("stage")).contains("returned null where an event is due");
    assertThat(failure("nothing")).contains("returned null where an event is due");
    assertThat(failure("state")).contains("state Count was set to null");
  }

  private static String failure(String where) {
    try {
      return "no failure but " + new Nulls().run(new Nulls.Go(where)).result();
    } catch (RunFailedException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Computes for ever on a processor thread, whatever happens. */
  static final class Spinning extends Workflow {
    record Go(boolean spin) implements StartEvent {}

    volatile boolean release;
    final CountDownLatch spins = new CountDownLatch(1);

    Spinning() {
      super(Duration.ofSeconds(10));
    }

    @Step(cpu = true)
    StopEvent compute(Go go) {
      spins.countDown();
      while (go.spin() && !release) {
        Thread.onSpinWait();
      }
      return StopEvent.of("computed");
    }
  }

  @Test
  void stepsThatSpinForEverAreGivenUpAndOthersStillGetAProcessorThread() throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    ManualClock clock = ManualClock.create();
    List<Spinning> spinning = new ArrayList<>();
    List<Handler> runs = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        Spinning workflow = new Spinning();
        spinning.add(workflow);
        runs.add(InProcessRunner.of(workflow).withScheduler(clock).run(new Spinning.Go(true)));
        workflow.spins.await();
      }
      clock.advance(Duration.ofSeconds(10)); // their time limit

      for (Handler run : runs) {
        assertThatThrownBy(run::result).hasMessageContaining("running were: compute");
      }
      clock.advance(Duration.ofSeconds(5)); // the grace of steps that were interrupted
      assertThat(new Spinning().run(new Spinning.Go(false)).result()).isEqualTo("computed");
    } finally {
      spinning.forEach(workflow -> workflow.release = true);
    }
  }

  /** Goes on whatever it is told. */
  static final class Deaf extends Workflow {
    record Go() implements StartEvent {}

    record Late() implements Event {}

    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch over = new CountDownLatch(1);
    final List<String> refused = Collections.synchronizedList(new ArrayList<>());
    final AtomicReference<@Nullable Context> kept = new AtomicReference<>();

    @StateName("Count")
    record Count(int n) {}

    @Step(sends = Late.class, streams = Late.class)
    StopEvent listen(Context ctx, Go go) {
      kept.set(ctx);
      State<Count> count = ctx.state(Count.class);
      began.countDown();
      boolean waiting = true;
      while (waiting) {
        try {
          release.await();
          waiting = false;
        } catch (InterruptedException e) {
          interrupted.countDown(); // and swallowed
        }
      }
      refused(() -> ctx.send(new Late()));
      refused(() -> ctx.stream(new Late()));
      refused(() -> count.update(c -> new Count(c.n() + 1)));
      refused(() -> ctx.sleep(Duration.ofDays(1)));
      refused(() -> ctx.collectEvents(new Late(), List.of(Late.class)));
      over.countDown();
      return StopEvent.of("too late");
    }

    private void refused(Runnable call) {
      try {
        call.run();
        refused.add("taken");
      } catch (java.util.concurrent.CancellationException e) {
        refused.add("refused");
      }
    }

    @Step
    void late(Late late) {}
  }

  @Test
  void aStepThatSwallowsItsInterruptionHoldsUpNobodyAndCanDoNothingAnyMore() throws Exception {
    Deaf workflow = new Deaf();
    Handler run = workflow.run();
    workflow.began.await();

    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    workflow.interrupted.await();
    workflow.release.countDown();
    workflow.over.await();
    assertThat(workflow.refused).hasSize(5).containsOnly("refused");
    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
  }

  @Test
  void aStepThatIgnoresItsInterruptionIsReportedAfterItsGraceAndAgainWhenItEnds() throws Exception {
    ManualClock clock = ManualClock.create();
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    ProgramListener listener =
        new ProgramListener() {
          @Override
          public void onAbandoned(String step, String runId) {
            told.add("abandoned " + step);
          }

          @Override
          public void onAbandonedEnded(String step, String runId) {
            told.add("ended " + step);
          }
        };
    Deaf workflow = new Deaf();
    Handler run =
        InProcessRunner.of(workflow).withScheduler(clock).withListener(listener).run(new Deaf.Go());
    workflow.began.await();
    run.cancel();
    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    clock.advance(Duration.ofSeconds(4));
    assertThat(told).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    assertThat(told).containsExactly("abandoned listen");

    workflow.release.countDown();
    Await.until(() -> told.size() == 2);
    assertThat(told).last().isEqualTo("ended listen");
  }

  /** Its first attempt never hears that its time is up. */
  static final class DeafAtFirst extends Workflow {
    record Go() implements StartEvent {}

    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);

    @Step(workers = 1, timeout = "PT3S")
    @Retry(attempts = 2, delay = "PT0S")
    StopEvent work(Context ctx, Go go) {
      began.countDown();
      boolean waiting = ctx.retryInfo().retryNumber() == 0;
      while (waiting) {
        try {
          release.await();
          waiting = false;
        } catch (InterruptedException e) {
          waiting = true; // swallowed
        }
      }
      return StopEvent.of("attempt " + ctx.attempt());
    }
  }

  @Test
  void aStepWhoseTimeLimitPassesFreesItsWorkerEvenIfItGoesOn() throws Exception {
    ManualClock clock = ManualClock.create();
    DeafAtFirst workflow = new DeafAtFirst();
    Handler run = InProcessRunner.of(workflow).withScheduler(clock).run(new DeafAtFirst.Go());
    workflow.began.await();

    clock.advance(Duration.ofSeconds(3));

    Await.until(() -> {
      clock.advance(Duration.ofMillis(1)); // the retry's delay of nothing
      return run.isDone();
    });
    assertThat(run.result()).isEqualTo("attempt 2");
    workflow.release.countDown();
  }

  /** Lets its context and its state out. */
  static final class Leaking extends Workflow {
    record Go() implements StartEvent {}

    record Late() implements Event {}

    @StateName("Count")
    record Count(int n) {}

    final AtomicReference<@Nullable Context> context = new AtomicReference<>();
    final AtomicReference<@Nullable State<Count>> state = new AtomicReference<>();

    @Step(sends = Late.class, streams = Late.class)
    StopEvent leak(Context ctx, Go go) {
      context.set(ctx);
      state.set(ctx.state(Count.class));
      return StopEvent.of("leaked");
    }

    @Step
    void late(Late late) {}
  }

  @Test
  void aContextThatIsKeptBeyondItsAttemptRefusesEverythingItDoes() throws Exception {
    Leaking workflow = new Leaking();
    Handler run = workflow.run();
    assertThat(run.result()).isEqualTo("leaked");
    Context ctx = java.util.Objects.requireNonNull(workflow.context.get());
    State<Leaking.Count> state = java.util.Objects.requireNonNull(workflow.state.get());

    assertGone(() -> ctx.send(new Leaking.Late()));
    assertGone(() -> ctx.send(new Leaking.Late(), "late"));
    assertGone(() -> ctx.stream(new Leaking.Late()));
    assertGone(() -> ctx.state(Leaking.Count.class));
    assertGone(state::get);
    assertGone(() -> state.update(c -> c));
    assertGone(() -> state.set(new Leaking.Count(1)));
    assertGone(() -> ctx.sleep(Duration.ofSeconds(1)));
    assertGone(() -> ctx.once("x", String.class, () -> "x"));
    assertGone(() -> ctx.collectEvents(new Leaking.Late(), List.of(Leaking.Late.class)));
    assertGone(() -> ctx.waitForEvent(Leaking.Late.class));
    assertThat(run.events()).containsExactly(StopEvent.of("leaked"));
  }

  private static void assertGone(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has ended; a Context must not be kept");
  }

  /** Changes what it has sent, and what it was given. */
  static final class Mutating extends Workflow {
    record Go(List<String> words) implements StartEvent {}

    record Words(List<String> words) implements Event {}

    final List<List<String>> seen = Collections.synchronizedList(new ArrayList<>());

    @Step(sends = Words.class, streams = Words.class)
    void begin(Context ctx, Go go) {
      List<String> words = new ArrayList<>(go.words());
      ctx.stream(new Words(words));
      ctx.send(new Words(words));
      words.add("added later");
    }

    @Step
    @Retry(attempts = 2, delay = "PT0S")
    StopEvent end(Words event) {
      seen.add(List.copyOf(event.words()));
      tryToChange(event.words());
      if (seen.size() == 1) {
        throw new IllegalStateException("once more");
      }
      return StopEvent.of(event.words());
    }

    private static void tryToChange(List<String> words) {
      try {
        words.add("mine");
      } catch (UnsupportedOperationException e) {
        // as good: what a step is given cannot be changed
      }
    }
  }

  @Test
  void changingACollectionThatWasSentChangesNothing() throws Exception {
    Mutating workflow = new Mutating();
    List<String> words = new ArrayList<>(List.of("a"));
    Handler run = workflow.run(new Mutating.Go(words));
    words.add("after the start");
    run.result();

    assertThat(workflow.seen).containsExactly(List.of("a"), List.of("a"));
    assertThat(run.events()).startsWith(new Mutating.Words(List.of("a")));
  }

  /** Its events throw while they are written or made. */
  static final class HostileEvents extends Workflow {
    record Go(boolean write) implements StartEvent {}

    record Unwritable(String text) implements Event {
      @Override
      public String text() {
        throw new AssertionError("in the accessor");
      }
    }

    record Unreadable(boolean made) implements Event {
      Unreadable {
        if (!made) {
          throw new StackOverflowError("in the constructor");
        }
      }

      @Override
      public boolean made() {
        return false;
      }
    }

    @Step(sends = {Unwritable.class, Unreadable.class})
    void begin(Context ctx, Go go) {
      ctx.send(go.write() ? new Unwritable("x") : new Unreadable(true));
    }

    @Step
    StopEvent first(Unwritable event) {
      return StopEvent.of("written");
    }

    @Step
    StopEvent second(Unreadable event) {
      return StopEvent.of("read");
    }
  }

  @Test
  void eventsThatThrowWhileTheyAreWrittenOrReadFailTheRun() {
    assertThatThrownBy(() -> new HostileEvents().run(new HostileEvents.Go(true)).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("in the accessor");
    assertThatThrownBy(() -> new HostileEvents().run(new HostileEvents.Go(false)).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("in the constructor");
  }

  /** Throws in what it handed to the engine. */
  static final class HostileUpdate extends Workflow {
    record Go() implements StartEvent {}

    @StateName("Count")
    record Count(int n) {}

    @Step
    StopEvent step(Context ctx, Go go) {
      ctx.state(Count.class)
          .update(c -> {
            throw new AssertionError("in the update");
          });
      return StopEvent.of("done");
    }
  }

  @Test
  void aStateChangeThatThrowsFailsTheRun() {
    assertThatThrownBy(() -> new HostileUpdate().run().result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("in the update");
  }

  static final class Held extends Workflow {
    record Go() implements StartEvent {}

    final CountDownLatch open = new CountDownLatch(1);

    @Step
    StopEvent hold(Go go) throws InterruptedException {
      open.await();
      return StopEvent.of("held");
    }
  }

  @Test
  void aCallbackThatThrowsOrBlocksHoldsUpNobodyElse() throws Exception {
    Held workflow = new Held();
    Handler run = workflow.run();
    CountDownLatch release = new CountDownLatch(1);
    var blocked =
        run.whenDone()
            .thenRun(() -> {
              awaitQuietly(release);
            });
    var thrown =
        run.whenDone()
            .thenRun(() -> {
              throw new AssertionError("in a callback");
            });

    workflow.open.countDown();

    assertThat(run.result()).isEqualTo("held");
    assertThat(run.events()).containsExactly(StopEvent.of("held"));
    assertThat(workflow.run().result()).isEqualTo("held");
    release.countDown();
    blocked.toCompletableFuture().get();
    assertThatThrownBy(() -> thrown.toCompletableFuture().get()).hasMessageContaining("callback");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
