package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** Rules 5, 10, 11, 12 and 15: what a step may do with its context, where, and how often. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class ContextRulesTest {

  /** Catches what ends its attempt, and goes on as if nothing had happened. */
  static final class Swallowing extends Workflow {
    record Go(boolean fails) implements StartEvent {}

    record Question() implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    record Note() implements Event {}

    final List<Throwable> caught = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger notes = new AtomicInteger();

    @Step(waits = Answer.class, sends = Note.class)
    @Retry(attempts = 2, delay = "PT0S")
    StopEvent ask(Context ctx, Go go) {
      try {
        WaitOptions asking = WaitOptions.defaults().withPrompt(new Question());
        return StopEvent.of(ctx.waitForEvent(Answer.class, asking).text() + ctx.retryInfo());
      } catch (Throwable suspension) {
        caught.add(suspension);
      }
      try {
        ctx.send(new Note());
      } catch (Throwable again) {
        caught.add(again);
      }
      if (go.fails()) {
        throw new IllegalStateException("after the wait has begun");
      }
      return StopEvent.of("too early");
    }

    @Step
    void note(Note note) {
      notes.incrementAndGet();
    }
  }

  /** Rule 11. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAStepDoesAfterItsWaitHasBegunIsRefusedAndWhatItEndsWithIsIgnored(boolean fails)
      throws Exception {
    Swallowing workflow = new Swallowing();
    Handler run = workflow.run(new Swallowing.Go(fails));
    assertThat(run.events().iterator().next()).isEqualTo(new Swallowing.Question());

    run.send(new Swallowing.Answer("answered "));

    assertThat(run.result(String.class)).startsWith("answered RetryInfo[retryNumber=0");
    assertThat(workflow.caught)
        .hasSize(2)
        .allSatisfy(t -> assertThat(t).isInstanceOf(Error.class).hasNoCause())
        .allSatisfy(t -> assertThat(t.getStackTrace()).isEmpty());
    assertThat(workflow.notes).hasValue(0);
  }

  /** What a step does with its context. */
  interface Act {
    void on(Context ctx) throws Exception;
  }

  public static final class Child extends Workflow {
    public record Begin() implements StartEvent {}

    @Step
    StopEvent end(Begin begin) {
      return StopEvent.of("child");
    }
  }

  /** Does it on its own thread, on another, or inside a block of once. */
  static final class Acting extends Workflow {
    enum Where {
      OTHER_THREAD,
      BLOCK
    }

    record Go(Where where) implements StartEvent {}

    record Answer() implements HumanResponseEvent {}

    record Note(int n) implements Event {}

    private final Act act;

    Acting(Act act) {
      this.act = act;
    }

    @Step(waits = Answer.class, sends = Note.class, streams = Note.class, children = Child.class)
    StopEvent act(Context ctx, Go go) throws Exception {
      switch (go.where()) {
        case OTHER_THREAD -> onOtherThread(ctx);
        case BLOCK -> ctx.once("block", String.class, () -> done(ctx));
      }
      return StopEvent.of("nothing was refused");
    }

    private String done(Context ctx) throws Exception {
      act.on(ctx);
      return "done";
    }

    private void onOtherThread(Context ctx) throws Exception {
      List<Throwable> thrown = new ArrayList<>();
      Thread other =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  act.on(ctx);
                } catch (Throwable e) {
                  thrown.add(e);
                }
              });
      other.join();
      if (!thrown.isEmpty() && thrown.getFirst() instanceof Exception e) {
        throw e;
      }
    }

    @Step
    void take(Note note) {}
  }

  static Stream<Arguments> ownThreadOnly() {
    return Stream.of(
        act("waitForEvent", ctx -> ctx.waitForEvent(Acting.Answer.class)),
        act("sleep", ctx -> ctx.sleep(Duration.ofDays(1))),
        act("once", ctx -> ctx.once("inner", String.class, () -> "x")),
        act("child", ctx -> ctx.child("child", Child.class, new Child.Begin(), String.class)),
        act(
            "collectEvents",
            ctx -> ctx.collectEvents(new Acting.Note(1), List.of(Acting.Note.class))));
  }

  private static Arguments act(String call, Act act) {
    return Arguments.of(call, act);
  }

  /** Rule 11. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ownThreadOnly")
  void whatMayEndTheAttemptIsRefusedOnAnotherThread(String call, Act act) {
    assertThatThrownBy(failed(act, Acting.Where.OTHER_THREAD)::result)
        .isInstanceOfSatisfying(
            RunFailedException.class,
            e -> assertThat(e.type()).isEqualTo(IllegalStateException.class.getName()))
        .hasMessageContaining(
            call
                + " can be called only on the step's own thread; call it in the step's method"
                + " itself, and let other threads only send, stream and change states");
  }

  /** Rules 11 and 12. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ownThreadOnly")
  void whatMayEndTheAttemptIsRefusedInsideABlockOfOnce(String call, Act act) {
    assertThatThrownBy(failed(act, Acting.Where.BLOCK)::result)
        .isInstanceOfSatisfying(
            RunFailedException.class,
            e -> assertThat(e.type()).isEqualTo(IllegalStateException.class.getName()))
        .hasMessageContaining(
            call + " cannot be called inside a block of once; call it before or after the block");
  }

  private static Handler failed(Act act, Acting.Where where) {
    return new Acting(act).run(new Acting.Go(where));
  }

  /** Sends, streams and counts on many threads that it waits for. */
  static final class Threaded extends Workflow {
    static final int THREADS = 8;

    record Go() implements StartEvent {}

    record Note(int n) implements Event {}

    record Count(int n) {}

    @Step(sends = Note.class, streams = Note.class)
    void spread(Context ctx, Go go) throws InterruptedException {
      List<Thread> threads =
          IntStream.range(0, THREADS)
              .mapToObj(n -> Thread.ofVirtual().start(() -> tell(ctx, n)))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static void tell(Context ctx, int n) {
      ctx.send(new Note(n));
      ctx.stream(new Note(n));
      ctx.state(Count.class).update(c -> new Count(c.n() + 1));
      ctx.state().append("told", n);
    }

    @Step(workers = 1)
    @Nullable StopEvent gather(Context ctx, Note note) {
      return ctx.collectEvents(note, Collections.nCopies(THREADS, Note.class))
          .map(all ->
              StopEvent.of(
                  List.of(
                      all.size(),
                      ctx.state(Count.class).get().n(),
                      ctx.state().get("told", List.class).size())))
          .orElse(null);
    }
  }

  @Test
  void threadsThatAStepWaitsForMaySendStreamAndChangeStates() throws Exception {
    Handler run = new Threaded().run();

    assertThat(run.result()).isEqualTo(List.of(8L, 8L, 8L));
    assertThat(run.events()).filteredOn(e -> e instanceof Threaded.Note).hasSize(8);
  }

  /** Fails twice, and sends before it does; ends with what two attempts have sent. */
  static final class Shaky extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Note(int attempt) implements Event {}

    /** What an attempt gets that all attempts of its piece of work get. */
    record Own(String key, long random) {}

    final List<Own> own = Collections.synchronizedList(new ArrayList<>());

    @Step(sends = Part.class)
    void split(Context ctx, Go go) {
      ctx.send(new Part(1));
      ctx.send(new Part(2));
    }

    @Step(workers = 1, sends = Note.class)
    @Retry(attempts = 3, delay = "PT0S")
    void work(Context ctx, Part part) {
      own.add(new Own(ctx.idempotencyKey(), ctx.random().nextLong()));
      ctx.send(new Note(ctx.attempt()));
      if (ctx.attempt() < 3) {
        throw new IllegalStateException("not yet");
      }
    }

    @Step(workers = 1)
    @Nullable StopEvent end(Context ctx, Note note) {
      return ctx.collectEvents(note, List.of(Note.class, Note.class))
          .map(both -> StopEvent.of(both.stream().map(n -> ((Note) n).attempt()).toList()))
          .orElse(null);
    }
  }

  /** Rule 10. */
  @Test
  void whatAFailedAttemptSentIsDropped() {
    assertThat(WorkflowTest.of(new Shaky()).run(new Shaky.Go()).result())
        .isEqualTo(List.of(3L, 3L));
  }

  /** Rules 12 and 15. */
  @Test
  void theKeyAndTheRandomNumbersOfAPieceOfWorkAreThoseOfAllItsAttemptsAndOfNoOther() {
    Shaky workflow = new Shaky();
    assertThat(WorkflowTest.of(workflow).run(new Shaky.Go()).failure()).isEmpty();

    assertThat(workflow.own).hasSize(6);
    assertThat(workflow.own.stream().distinct()).hasSize(2);
    assertThat(workflow.own.stream().map(Shaky.Own::key).distinct()).hasSize(2);
    assertThat(workflow.own.stream().map(Shaky.Own::random).distinct()).hasSize(2);
  }

  /** Streams and sends what it has not declared. */
  static final class Undeclared extends Workflow {
    record Go(boolean streams) implements StartEvent {}

    record Note() implements Event {}

    @Step
    StopEvent tell(Context ctx, Go go) {
      if (go.streams()) {
        ctx.stream(new Note());
      } else {
        ctx.send(new Note());
      }
      return StopEvent.of("told");
    }
  }

  /** Rule 5. */
  @Test
  void whatAStepStreamsOrSendsUndeclaredFailsItWithWhatToDeclare() {
    assertThatThrownBy(new Undeclared().run(new Undeclared.Go(true))::result)
        .hasMessageContaining(
            "step tell streams Note without saying so; add streams = Note.class to its @Step");
    assertThatThrownBy(new Undeclared().run(new Undeclared.Go(false))::result)
        .hasMessageContaining(
            "step tell sends Note without saying so; add sends = Note.class to its @Step");
  }

  /** Waits for the end of a run: its own, that of its parent, or another. */
  static final class Waiting extends Workflow {
    record Go(boolean inChild) implements StartEvent {}

    static final AtomicReference<CompletableFuture<Handler>> AWAITED =
        new AtomicReference<>(new CompletableFuture<>());

    @Step(children = WaitingChild.class)
    StopEvent go(Context ctx, Go go) throws Exception {
      return StopEvent.of(
          go.inChild()
              ? ctx.child("child", WaitingChild.class, new WaitingChild.Go(), String.class)
              : AWAITED.get().get().result(String.class));
    }
  }

  public static final class WaitingChild extends Workflow {
    public record Go() implements StartEvent {}

    @Step
    StopEvent go(Go go) throws Exception {
      return StopEvent.of(Waiting.AWAITED.get().get().finalStates().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStepThatWaitsForTheEndOfItsOwnRunIsToldThatItNeverComes(boolean inChild) {
    Waiting.AWAITED.set(new CompletableFuture<>());
    Handler run = InProcessRunner.of(new Waiting()).run(new Waiting.Go(inChild), "own");
    assertThat(Waiting.AWAITED.get().complete(run)).isTrue();

    assertThatThrownBy(run::result)
        .hasMessageContaining(
            "a step of run own waits for the end of that run, which then never comes; return a"
                + " stop event to end it");
  }

  @Test
  void aStepMayWaitForTheEndOfAnotherRunEvenOfOneWithTheSameId() throws Exception {
    Handler other = InProcessRunner.of(new Child()).run(new Child.Begin(), "own");
    Waiting.AWAITED.set(CompletableFuture.completedFuture(other));

    assertThat(InProcessRunner.of(new Waiting()).run(new Waiting.Go(false), "own").result())
        .isEqualTo("child");
  }
}
