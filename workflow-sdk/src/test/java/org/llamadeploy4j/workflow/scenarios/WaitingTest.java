package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
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
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ManualClock;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class WaitingTest {

  static final class Asking extends Workflow {
    record Go() implements StartEvent {}

    record Question(String text) implements InputRequiredEvent {}

    record Answer(String user, String text) implements HumanResponseEvent {}

    final AtomicInteger entered = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    private final int failAfterwards;

    Asking(int failAfterwards) {
      this.failAfterwards = failAfterwards;
    }

    @Step(waits = Answer.class)
    @Retry(attempts = 5, delay = "PT0S")
    StopEvent ask(Context ctx, Go go) {
      entered.incrementAndGet();
      Answer answer =
          ctx.waitForEvent(
              Answer.class,
              WaitOptions.defaults().withPrompt(new Question("sure?")).where("user", "eve"));
      if (failures.getAndIncrement() < failAfterwards) {
        throw new IllegalStateException("once more");
      }
      return StopEvent.of(answer.text());
    }
  }

  // T109 T110
  @Test
  void aPromptIsShownOnceAndTheStepRunsAgainFromItsFirstLineWithTheAnswer() throws Exception {
    Asking workflow = new Asking(0);
    Handler run = workflow.run();
    Iterator<Event> events = run.events().iterator();
    assertThat(events.next()).isEqualTo(new Asking.Question("sure?"));
    Await.until(() -> run.runningSteps().isEmpty());
    assertThat(workflow.entered).hasValue(1);

    run.send(new Asking.Answer("eve", "yes"));

    assertThat(run.result()).isEqualTo("yes");
    assertThat(workflow.entered).hasValue(2);
    assertThat(events.next()).isEqualTo(StopEvent.of("yes"));
  }

  // T111
  @Test
  void anEventThatDoesNotMatchLeavesTheStepParked() throws Exception {
    Asking workflow = new Asking(0);
    Handler run = workflow.run();
    assertThat(run.events().iterator().next()).isInstanceOf(Asking.Question.class);

    run.send(new Asking.Answer("bob", "no"));
    run.send(new Asking.Answer("eve", "yes"));

    assertThat(run.result()).isEqualTo("yes");
    assertThat(workflow.entered).hasValue(2);
  }

  // T116
  @Test
  void anAnswerIsGivenAgainToEveryRetryAndThePromptIsNotShownAgain() throws Exception {
    Asking workflow = new Asking(2);
    Handler run = workflow.run();
    assertThat(run.events().iterator().next()).isInstanceOf(Asking.Question.class);

    run.send(new Asking.Answer("eve", "yes"));

    assertThat(run.result()).isEqualTo("yes");
    assertThat(workflow.entered).hasValue(4);
    assertThat(run.events()).filteredOn(Asking.Question.class::isInstance).hasSize(1);
  }

  static final class FailingFirst extends Workflow {
    record Go() implements StartEvent {}

    record Question() implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    final AtomicInteger entered = new AtomicInteger();

    @Step(waits = Answer.class)
    @Retry(attempts = 2, delay = "PT0S")
    StopEvent ask(Context ctx, Go go) {
      if (entered.incrementAndGet() == 1) {
        throw new IllegalStateException("before the wait");
      }
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question());
      return StopEvent.of(ctx.waitForEvent(Answer.class, asking).text());
    }
  }

  // T116
  @Test
  void aStepThatFailedBeforeItsWaitWaitsInItsRetry() throws Exception {
    FailingFirst workflow = new FailingFirst();
    Handler run = workflow.run();
    assertThat(run.events().iterator().next()).isEqualTo(new FailingFirst.Question());

    run.send(new FailingFirst.Answer("yes"));

    assertThat(run.result()).isEqualTo("yes");
    assertThat(workflow.entered).hasValue(3);
  }

  static final class Limited extends Workflow {
    record Go() implements StartEvent {}

    record Answer() implements HumanResponseEvent {}

    @Step(waits = Answer.class)
    StopEvent ask(Context ctx, Go go) {
      ctx.waitForEvent(Answer.class, WaitOptions.defaults().withTimeout(Duration.ofHours(1)));
      return StopEvent.of("answered");
    }
  }

  // T112
  @Test
  void aWaitWhoseTimeLimitPassesThrowsInTheStep() {
    ManualClock clock = ManualClock.create();
    Handler run = InProcessRunner.of(new Limited()).withScheduler(clock).run(new Limited.Go());
    Await.until(() -> clock.armed() == 1);

    clock.advance(Duration.ofHours(1));

    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class, e -> assertThat(e.type()).endsWith("WaitTimedOutException"))
        .hasMessageContaining("no Answer came within PT1H");
  }

  static final class Crowd extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Question(int n) implements InputRequiredEvent {}

    record Answer(int n, String text) implements HumanResponseEvent {}

    record Heard(String text) implements Event {}

    @Step
    List<Part> begin(Go go) {
      return List.of(new Part(1), new Part(2), new Part(3));
    }

    @Step(workers = 3, waits = Answer.class)
    Heard ask(Context ctx, Part part) {
      WaitOptions mine =
          WaitOptions.defaults().withPrompt(new Question(part.n())).where("n", part.n());
      return new Heard(part.n() + ctx.waitForEvent(Answer.class, mine).text());
    }

    @Step
    StopEvent end(List<Heard> heard) {
      return StopEvent.of(heard.stream().map(Heard::text).toList());
    }
  }

  // T114
  @Test
  void eachPieceOfWorkHasItsOwnWait() throws Exception {
    Handler run = new Crowd().run();
    Iterator<Event> events = run.events().iterator();
    assertThat(List.of(events.next(), events.next(), events.next()))
        .containsExactlyInAnyOrder(
            new Crowd.Question(1), new Crowd.Question(2), new Crowd.Question(3));

    run.send(new Crowd.Answer(3, "c"));
    run.send(new Crowd.Answer(1, "a"));
    run.send(new Crowd.Answer(2, "b"));

    assertThat(run.result())
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrder("1a", "2b", "3c");
  }

  static final class Alike extends Workflow {
    record Go() implements StartEvent {}

    record Part() implements Event {}

    record Question() implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    record Heard(String text) implements Event {}

    @Step
    List<Part> begin(Go go) {
      return List.of(new Part(), new Part());
    }

    @Step(waits = Answer.class)
    Heard ask(Context ctx, Part part) {
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question());
      return new Heard(ctx.waitForEvent(Answer.class, asking).text());
    }

    @Step
    StopEvent end(List<Heard> heard) {
      return StopEvent.of(heard.toString());
    }
  }

  // T114
  @Test
  void anEventThatSeveralWaitsMatchEndsThemAll() throws Exception {
    Handler run = new Alike().run();
    Iterator<Event> events = run.events().iterator();
    assertThat(List.of(events.next(), events.next())).hasSize(2);

    run.send(new Alike.Answer("x"));

    assertThat(run.result()).isEqualTo("[Heard[text=x], Heard[text=x]]");
  }

  static final class Inside extends Workflow {
    record Go() implements StartEvent {}

    record Late() implements Event {}

    record Reply(String text) implements HumanResponseEvent {}

    @Step(sends = Reply.class)
    Late reply(Context ctx, Go go) {
      ctx.send(new Reply("from a step"));
      return new Late();
    }

    @Step(waits = Reply.class)
    StopEvent late(Context ctx, Late late) {
      return StopEvent.of(ctx.waitForEvent(Reply.class).text());
    }
  }

  // T110
  @Test
  void anAnswerFromAStepIsKeptForAWaitThatComesLater() throws Exception {
    assertThat(new Inside().run().result()).isEqualTo("from a step");
  }

  static final class TwoAsk extends Workflow {
    record Go() implements StartEvent {}

    record Asked(String who) implements InputRequiredEvent {}

    record Second() implements Event {}

    record Reply(String text) implements HumanResponseEvent {}

    record Nudge() implements HumanResponseEvent {}

    record Heard(String text) implements Event {}

    @Step(waits = {Reply.class, Nudge.class})
    Heard first(Context ctx, Go go) {
      ctx.waitForEvent(Nudge.class, WaitOptions.defaults().withPrompt(new Asked("first")));
      return new Heard("first " + ctx.waitForEvent(Reply.class).text());
    }

    @Step(waits = {Reply.class, Nudge.class})
    Heard second(Context ctx, Go go) {
      ctx.waitForEvent(Nudge.class, WaitOptions.defaults().withPrompt(new Asked("second")));
      return new Heard("second " + ctx.waitForEvent(Reply.class).text());
    }

    @Step
    StopEvent end(Heard one, Heard other) {
      return StopEvent.of(
          java.util.stream.Stream.of(one, other).map(Heard::text).sorted().toList());
    }
  }

  // T093 T114
  @Test
  void anAnswerForOneStepThatComesTooEarlyIsKeptForThatStep() throws Exception {
    Handler run = new TwoAsk().run();
    Iterator<Event> events = run.events().iterator();
    assertThat(List.of(events.next(), events.next())).hasSize(2);
    run.send(new TwoAsk.Reply("b"), "second");
    run.send(new TwoAsk.Reply("a"), "first");

    run.send(new TwoAsk.Nudge(), "first");
    run.send(new TwoAsk.Nudge(), "second");

    assertThat(run.result()).isEqualTo(List.of("first a", "second b"));
  }

  static final class Both extends Workflow {
    record Go() implements StartEvent {}

    record Question() implements InputRequiredEvent {}

    sealed interface Input extends Event {}

    record First() implements Input {}

    record Second(String text) implements Input, HumanResponseEvent {}

    record Asked(String text) implements Event {}

    record Heard(String text) implements Event {}

    final AtomicInteger asInput = new AtomicInteger();

    @Step
    First begin(Go go) {
      return new First();
    }

    @Step(waits = Second.class)
    Asked ask(Context ctx, Input input) {
      if (input instanceof Second) {
        asInput.incrementAndGet();
      }
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question());
      return new Asked(ctx.waitForEvent(Second.class, asking).text());
    }

    @Step
    Heard other(Second second) {
      return new Heard(second.text());
    }

    @Step
    StopEvent end(Asked asked, Heard heard) {
      return StopEvent.of(asked.text() + "/" + heard.text());
    }
  }

  // T115
  @Test
  void aStepThatWaitsForWhatItAlsoTakesGetsItOnceThroughItsWaitAndOthersGetItToo()
      throws Exception {
    Both workflow = new Both();
    Handler run = workflow.run();
    assertThat(run.events().iterator().next()).isEqualTo(new Both.Question());

    run.send(new Both.Second("hi"));

    assertThat(run.result()).isEqualTo("hi/hi");
    assertThat(workflow.asInput).hasValue(0);
  }
}
