package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.testing.ManualClock;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class WaitingRunTest {

  record Answer(String response) implements HumanResponseEvent {}

  static final class Asking extends Workflow {
    record Go(String name) implements StartEvent {}

    record Noted(String what) implements Event {}

    record Notes(int count) {}

    final AtomicInteger entered = new AtomicInteger();
    final AtomicInteger noted = new AtomicInteger();

    @Step(sends = Noted.class, waits = Answer.class)
    StopEvent ask(Context ctx, Go go) {
      entered.incrementAndGet();
      ctx.send(new Noted(go.name()));
      ctx.state(Notes.class).update(n -> new Notes(n.count() + 1));
      Answer answer =
          ctx.waitForEvent(
              Answer.class,
              WaitOptions.defaults().withPrompt(InputRequiredEvent.of(Map.of("prefix", "well?"))));
      ctx.state(Notes.class).update(n -> new Notes(n.count() + 10));
      return StopEvent.of(
          go.name()
              + ":"
              + answer.response()
              + ":"
              // The other step's hundred may be in it or not: it runs beside this one.
              + ctx.state(Notes.class).get().count() % 100
              + ":"
              + ctx.attempt());
    }

    @Step(workers = 1)
    void note(Context ctx, Noted event) {
      noted.incrementAndGet();
      ctx.state(Notes.class).update(n -> new Notes(n.count() + 100));
    }
  }

  @Test
  void aWaitingStepIsEnteredAgainAndRepeatsNothingItHadDone() throws Exception {
    Asking workflow = new Asking();
    Handler run = workflow.run(new Asking.Go("a"));
    Iterator<Event> events = run.events().iterator();
    assertThat(events.next()).isEqualTo(InputRequiredEvent.of(Map.of("prefix", "well?")));

    run.send(new Answer("42"));

    assertThat(run.result()).isEqualTo("a:42:11:2");
    assertThat(workflow.entered).hasValue(2);
    assertThat(workflow.noted).hasValueLessThan(2);
  }

  @Test
  void anAnswerThatComesBeforeAnybodyWaitsIsKept() throws Exception {
    Handler run = new Asking().run(new Asking.Go("b"));
    run.send(new Answer("early"));

    assertThat(run.result(String.class)).startsWith("b:early:").endsWith(":2");
  }

  static final class Dialog extends Workflow {
    record Go() implements StartEvent {}

    record Question(String text) implements InputRequiredEvent {}

    @Step
    Question ask(Go go) {
      return new Question("sure?");
    }

    @Step
    StopEvent answer(HumanResponseEvent answer) {
      return StopEvent.of(answer.get("response", String.class));
    }
  }

  @Test
  void aReturnedQuestionIsShownAndItsAnswerGoesToTheStepThatTakesIt() throws Exception {
    Handler run = new Dialog().run();
    Iterator<Event> events = run.events().iterator();
    assertThat(events.next()).isEqualTo(new Dialog.Question("sure?"));

    run.send(HumanResponseEvent.of(Map.of("response", "yes")));

    assertThat(run.result()).isEqualTo("yes");
  }

  static final class Picky extends Workflow {
    record Go() implements StartEvent {}

    record Vote(String user, int points) implements HumanResponseEvent {}

    @Step
    StopEvent ask(Context ctx, Go go) {
      Vote vote = ctx.waitForEvent(Vote.class, WaitOptions.defaults().where("user", "eve"));
      return StopEvent.of(vote.points());
    }
  }

  @Test
  void aWaitTakesOnlyAnEventWithTheRequiredComponents() throws Exception {
    Handler run = new Picky().run();
    run.send(new Picky.Vote("bob", 1));
    run.send(new Picky.Vote("eve", 2));

    assertThat(run.result()).isEqualTo(2L);
  }

  static final class Patient extends Workflow {
    record Go() implements StartEvent {}

    record Reply() implements HumanResponseEvent {}

    Patient() {
      super(Duration.ofMinutes(1));
    }

    @Step
    StopEvent ask(Context ctx, Go go) {
      try {
        ctx.waitForEvent(Reply.class, WaitOptions.defaults().withTimeout(Duration.ofDays(30)));
        return StopEvent.of("answered");
      } catch (WaitTimedOutException e) {
        return StopEvent.of("nobody came");
      }
    }
  }

  @Test
  void aWaitEndsAtItsTimeLimitAndDoesNotCountAgainstTheRunsLimit() throws Exception {
    ManualClock clock = ManualClock.create();
    Handler run =
        InProcessRunner.of(new Patient()).withScheduler(clock).run(StartEvent.of(Map.of()));
    Await.until(() ->
        clock.nextDue().filter(d -> d.isAfter(clock.instant().plusSeconds(3600))).isPresent());

    clock.advance(Duration.ofDays(30));

    assertThat(run.result()).isEqualTo("nobody came");
  }

  static final class Slow extends Workflow {
    record Go() implements StartEvent {}

    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    Slow() {
      super(Duration.ofSeconds(10));
    }

    @Step
    StopEvent sleep(Go go) throws InterruptedException {
      started.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
      return StopEvent.of("never");
    }
  }

  @Test
  void theTimeLimitEndsTheRunNamesTheActiveStepsAndInterruptsThem() throws Exception {
    ManualClock clock = ManualClock.create();
    Slow workflow = new Slow();
    Handler run = InProcessRunner.of(workflow).withScheduler(clock).run(StartEvent.of(Map.of()));
    workflow.started.await();

    clock.advance(Duration.ofSeconds(10));

    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class, e -> assertThat(e.code()).isEqualTo("timed_out"))
        .hasMessageContaining("PT10S; running were: sleep");
    assertThat(run.events()).containsExactly(new WorkflowTimedOutEvent(10, List.of("sleep")));
    workflow.interrupted.await();
  }

  @Test
  void aCancelledRunEndsItsStreamAndInterruptsItsSteps() throws Exception {
    Slow workflow = new Slow();
    Handler run = workflow.run();
    workflow.started.await();

    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    assertThat(run.events()).containsExactly(new WorkflowCancelledEvent());
    workflow.interrupted.await();
  }

  static final class Spinning extends Workflow {
    record Go() implements StartEvent {}

    volatile boolean release;
    final CountDownLatch started = new CountDownLatch(1);

    @Step
    StopEvent spin(Go go) {
      started.countDown();
      while (!release) {
        Thread.onSpinWait();
      }
      return StopEvent.of("too late");
    }
  }

  @Test
  void aStepThatSpinsForEverDoesNotHoldUpTheCancel() throws Exception {
    Spinning workflow = new Spinning();
    Handler run = workflow.run();
    workflow.started.await();
    try {
      run.cancel();
      assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    } finally {
      workflow.release = true;
    }
  }

  static final class Diverging extends Workflow {
    record Go() implements StartEvent {}

    record Other() implements Event {}

    record Reply() implements HumanResponseEvent {}

    private final AtomicInteger entered = new AtomicInteger();

    @Step(sends = Other.class)
    StopEvent ask(Context ctx, Go go) {
      if (entered.getAndIncrement() == 0) {
        ctx.send(new Other());
      }
      ctx.waitForEvent(Reply.class);
      return StopEvent.of("done");
    }

    @Step
    void other(Other other) {}
  }

  @Test
  void aStepThatDoesOtherThingsWhenEnteredAgainFailsTheRun() {
    Handler run = new Diverging().run();
    run.send(new Diverging.Reply());

    assertThatThrownBy(run::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("now waits for Reply where it had sent Other before");
  }

  static final class Recording extends Workflow {
    record Go() implements StartEvent {}

    record Reply() implements HumanResponseEvent {}

    final AtomicInteger calls = new AtomicInteger();

    @Step
    StopEvent ask(Context ctx, Go go) throws Exception {
      Integer first = ctx.once("call", Integer.class, calls::incrementAndGet);
      @Nullable String nothing = ctx.<String>once("null", String.class, () -> null);
      ctx.waitForEvent(Reply.class);
      return StopEvent.of(first + ":" + nothing + ":" + calls.get());
    }
  }

  @Test
  void aRecordedBlockDoesNotRunAgainWhenItsStepDoes() throws Exception {
    Handler run = new Recording().run();
    run.send(new Recording.Reply());

    assertThat(run.result()).isEqualTo("1:null:1");
  }

  static final class Stuck extends Workflow {
    record Go() implements StartEvent {}

    @Step
    @Nullable StopEvent maybe(Go go) {
      return null;
    }
  }

  @Test
  void aStuckRunFailsWithTheReason() {
    assertThatThrownBy(() -> new Stuck().run().result())
        .isInstanceOfSatisfying(
            RunFailedException.class, e -> assertThat(e.code()).isEqualTo("stuck"));
  }
}
