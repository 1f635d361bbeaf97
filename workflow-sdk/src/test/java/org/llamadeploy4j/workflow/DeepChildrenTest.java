package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** Rule 14, several levels deep: questions, crashes, and the bound of the depth. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class DeepChildrenTest {

  /** As many children within each other as docs/limits.md allows. */
  private static final int DEEPEST = 32;

  /** Runs itself as its child, as often as it is told to. */
  public static final class Nesting extends Workflow {
    public record Down(int levels) implements StartEvent {}

    @Step(children = Nesting.class)
    StopEvent down(Context ctx, Down down) {
      if (down.levels() == 0) {
        return StopEvent.of("bottom");
      }
      Down next = new Down(down.levels() - 1);
      return StopEvent.of(ctx.child("next", Nesting.class, next, String.class) + "+");
    }
  }

  /** As {@link Nesting}, with a question at the bottom. */
  public static final class NestingAsk extends Workflow {
    public record Down(int levels) implements StartEvent {}

    public record Question(String text) implements InputRequiredEvent {}

    public record Answer(String text) implements HumanResponseEvent {}

    @Step(children = NestingAsk.class)
    StopEvent down(Context ctx, Down down) {
      if (down.levels() == 0) {
        WaitOptions asking = WaitOptions.defaults().withPrompt(new Question("who?"));
        return StopEvent.of(ctx.waitForEvent(Answer.class, asking).text());
      }
      Down next = new Down(down.levels() - 1);
      return StopEvent.of(ctx.child("next", NestingAsk.class, next, String.class));
    }
  }

  @Test
  void asManyChildrenWithinEachOtherAsTheBoundRun() throws Exception {
    assertThat(new Nesting().run(new Nesting.Down(DEEPEST)).result())
        .isEqualTo("bottom" + "+".repeat(DEEPEST));
  }

  @Test
  void oneMoreFailsTheStepThatAsksForItAndSaysWhatToDo() {
    Handler run = new Nesting().run(new Nesting.Down(DEEPEST + 1));

    assertThatThrownBy(run::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining(
            "step down runs the child next, but 32 children are already inside of each other, which is the most there may be; let a step loop instead");
  }

  @Test
  void aWorkflowThatNestsWithoutEndFailsOnlyItsOwnRun() throws Exception {
    Handler endless = new Nesting().run(new Nesting.Down(1_000_000));
    Handler other = new Nesting().run(new Nesting.Down(1));

    assertThatThrownBy(endless::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("let a step loop instead");
    assertThat(other.result()).isEqualTo("bottom+");
  }

  @Test
  void aRunAsDeepAsTheBoundGoesOnFromEveryCommit() {
    TestRun run = WorkflowTest.of(Nesting::new).crashEverywhere(new Nesting.Down(DEEPEST));

    assertThat(run.result()).isEqualTo("bottom" + "+".repeat(DEEPEST));
    assertThat(Replay.of(new Nesting(), run.journal()).last().describe()).contains("COMPLETED");
  }

  @Test
  void aRunOneDeeperThanTheBoundFailsTheSameWayFromEveryCommit() {
    TestRun run = WorkflowTest.of(Nesting::new).crashEverywhere(new Nesting.Down(DEEPEST + 1));

    assertThat(run.failure()).isPresent();
  }

  @Test
  void aSnapshotOfARunAsDeepAsTheBoundGoesOn() throws Exception {
    InProcessRunner runner = InProcessRunner.of(new NestingAsk()).withInternalEvents();
    Handler run = runner.run(new NestingAsk.Down(DEEPEST));
    assertThat(run.events().iterator().next()).isEqualTo(new NestingAsk.Question("who?"));
    Snapshot snapshot = run.snapshot();
    run.cancel();
    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);

    Handler again = runner.recover(snapshot).with(new NestingAsk.Answer("me")).start();

    assertThat(again.result()).isEqualTo("me");
  }

  @Test
  void aQuestionThreeLevelsDeepIsAskedByTheRunAndItsAnswerComesBackUp() throws Exception {
    Handler run = new NestingAsk().run(new NestingAsk.Down(3));
    StreamedEvent question = run.stream(StreamOptions.DEFAULT).iterator().next();

    assertThat(question.event()).isEqualTo(new NestingAsk.Question("who?"));
    assertThat(question.children()).containsExactly("next", "next", "next");
    run.send(new NestingAsk.Answer("me"), "next/next/next/down");
    assertThat(run.result()).isEqualTo("me");
    List<Event> events = new ArrayList<>();
    run.events().forEach(events::add);
    assertThat(events).filteredOn(e -> e instanceof NestingAsk.Question).hasSize(1);
  }

  @Test
  void aQuestionThreeLevelsDeepSurvivesACrashAtEveryCommit() {
    TestRun run =
        WorkflowTest.of(NestingAsk::new)
            .answer(new NestingAsk.Answer("me"))
            .crashEverywhere(new NestingAsk.Down(3));

    assertThat(run.result()).isEqualTo("me");
  }

  /** The outermost of three, each with a state, a block of once and a step after the child. */
  static final class Outer extends Workflow {
    record Ask(int number) implements StartEvent {}

    record Half(int number) implements Event {}

    record Sum(int value) {}

    @Step(children = Middle.class)
    Half first(Context ctx, Ask ask) throws Exception {
      ctx.state(Sum.class).update(s -> new Sum(s.value() + ask.number()));
      Integer own = ctx.once("own", Integer.class, () -> ask.number() * 100);
      Integer inner =
          ctx.child("middle", Middle.class, new Middle.Begin(ask.number()), Integer.class);
      return new Half((own == null ? 0 : own) + (inner == null ? 0 : inner));
    }

    @Step
    StopEvent last(Context ctx, Half half) {
      return StopEvent.of(half.number() + ctx.state(Sum.class).get().value());
    }
  }

  /** The second of three. */
  public static final class Middle extends Workflow {
    public record Begin(int number) implements StartEvent {}

    record Half(int number) implements Event {}

    @Step(children = Inner.class)
    Half first(Context ctx, Begin begin) {
      Integer inner =
          ctx.child("inner", Inner.class, new Inner.Begin(begin.number()), Integer.class);
      return new Half(inner == null ? 0 : inner);
    }

    @Step
    StopEvent last(Half half) {
      return StopEvent.of(half.number() + 10);
    }
  }

  /** The grandchild: a fan-out with a step that fails once, joined. */
  public static final class Inner extends Workflow {
    public record Begin(int number) implements StartEvent {}

    record Part(int number) implements Event {}

    record Done(int number) implements Event {}

    @Step
    List<Part> split(Begin begin) {
      return List.of(new Part(begin.number()), new Part(begin.number() + 1));
    }

    @Step
    @org.llamadeploy4j.workflow.retry.Retry(attempts = 2, delay = "PT1M")
    Done work(Context ctx, Part part) {
      if (part.number() == 3 && ctx.retryInfo().retryNumber() == 0) {
        throw new IllegalStateException("once");
      }
      return new Done(part.number());
    }

    @Step
    StopEvent all(List<Done> done) {
      return StopEvent.of(done.stream().mapToInt(Done::number).sum());
    }
  }

  @Test
  void aCrashInAGrandchildAtAnyCommitLosesNothing() {
    TestRun run = WorkflowTest.of(Outer::new).crashEverywhere(new Outer.Ask(3));

    assertThat(run.result()).isEqualTo(320L);
  }
}
