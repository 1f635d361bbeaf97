package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.Replay;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.spi.RunFailure;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Approval;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Diary;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Go;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Racy;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Tally;

/** What authors are promised of {@link WorkflowTest}. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class WorkflowTestTest {

  // ---- what a run finds

  static final class Shop extends Workflow {
    record Order(int pieces) implements StartEvent {}

    record Charged(String receipt) implements Event {}

    interface Bank {
      String charge(int pieces);
    }

    @Provides
    Bank bank(Env env) {
      return pieces -> "charged for real by " + env.get("BANK");
    }

    @Step
    @Retry(attempts = 3, delay = "PT1H", on = IOException.class)
    Charged charge(Context ctx, Order order, @Inject Bank bank) {
      return new Charged(bank.charge(order.pieces()) + " at " + ctx.now());
    }

    @Step(timeout = "PT5M")
    StopEvent ship(Context ctx, Charged charged) {
      return StopEvent.of(charged.receipt() + " by " + ctx.env().find("CARRIER").orElse("mail"));
    }
  }

  private static WorkflowTest shop() {
    return WorkflowTest.of(Shop::new).resource(Shop.Bank.class, pieces -> "paid " + pieces);
  }

  @Test
  void aRunFindsTheTestsResourcesEnvironmentAndTime() {
    TestRun run =
        shop()
            .env(Env.of(Map.of("CARRIER", "bike")))
            .startingAt(Instant.parse("2031-05-01T08:00:00Z"))
            .run(new Shop.Order(3));

    assertThat(run.result()).isEqualTo("paid 3 at 2031-05-01T08:00:00Z by bike");
    assertThat(run.eventCounts()).isEqualTo(Map.of("StopEvent", 1));
    assertThat(run.steps())
        .containsExactly(
            new ExecutedStep("charge", 1, "Order", "test-run"),
            new ExecutedStep("ship", 1, "Charged", "test-run"));
    assertThat(run.isRepeatable()).isTrue();
  }

  @Test
  void anInjectedFailureIsRetriedAsIfTheStepHadThrownIt() {
    TestRun run =
        shop()
            .failing("charge", 1, new IOException("line is down"))
            .failing("charge", 2, new IOException("still down"))
            .run(new Shop.Order(1));

    assertThat(run.result(String.class)).startsWith("paid 1 at 2030-01-01T02:00:00Z");
    assertThat(run.elapsed()).isEqualTo(Duration.ofHours(2));
    assertThat(run.steps("charge")).extracting(ExecutedStep::attempt).containsExactly(1, 2, 3);
  }

  @Test
  void anInjectedFailureThatIsNotRetriedFailsTheRun() {
    TestRun run =
        shop().failing("charge", 1, new IllegalArgumentException("no")).run(new Shop.Order(1));

    assertThat(run.failure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.code()).isEqualTo(RunFailure.STEP_FAILED);
          assertThat(failure.step()).isEqualTo("charge");
          assertThat(failure.type()).isEqualTo("java.lang.IllegalArgumentException");
        });
    assertThatThrownBy(run::result).isInstanceOf(RunFailedException.class);
  }

  @Test
  void aHangingStepRunsIntoItsTimeLimit() {
    TestRun run = shop().hanging("ship", 1).run(new Shop.Order(1));

    assertThat(run.failure())
        .hasValueSatisfying(
            failure -> assertThat(failure.code()).isEqualTo(RunFailure.STEP_TIMED_OUT));
    assertThat(run.elapsed()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aStepThatThereIsNotCannotBeLetFailOrHang() {
    WorkflowTest failing = shop().failing("chrage", 1, new IOException("line is down"));
    assertThatThrownBy(() -> failing.run(new Shop.Order(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no step 'chrage' to let fail; the steps are [charge, ship]; did you mean"
                + " 'charge'?");
    assertThatThrownBy(() -> failing.crashEverywhere(new Shop.Order(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> shop().hanging("deliver", 1).schedules(3, new Shop.Order(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no step 'deliver' to let hang; the steps are [charge, ship]");
  }

  @Test
  void injectedFailuresComeOutTheSameAfterACrashAnywhere() {
    shop()
        .failing("charge", 1, new IOException("line is down"))
        .failing("ship", 1, new IllegalStateException("no bike"))
        .crashEverywhere(new Shop.Order(1));
  }

  // ---- time

  @Test
  void thirtyDaysOfTimersPassAtOnce() {
    TestRun warm = WorkflowTest.of(Diary::new).run(new Go(1));
    long begin = System.nanoTime();
    TestRun run = WorkflowTest.of(Diary::new).run(new Go(30));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(run.result(Integer.class)).isEqualTo(30);
    assertThat(run.elapsed()).isEqualTo(Duration.ofDays(30));
    assertThat(warm.elapsed()).isEqualTo(Duration.ofDays(1));
    System.out.printf("thirty days of timers took %d ms%n", took.toMillis());
  }

  @Test
  void aWaitNobodyAnswersRunsIntoItsLimit() {
    TestRun run = WorkflowTest.of(Approval::new).answer(new Approval.Answer("no")).run(new Go(1));

    assertThat(run.result()).isEqualTo("nobody answers round 2");
    assertThat(run.elapsed()).isEqualTo(Duration.ofDays(7));
    assertThat(run.events(Approval.Question.class))
        .containsExactly(new Approval.Question(1), new Approval.Question(2));
  }

  // ---- answers

  @Test
  void anAnswerMayDependOnItsQuestion() {
    TestRun run =
        WorkflowTest.of(Approval::new)
            .answer(
                Approval.Question.class,
                question -> new Approval.Answer(question.round() == 3 ? "yes" : "no"))
            .crashEverywhere(new Go(1));

    assertThat(run.result()).isEqualTo("yes after 3");
    assertThat(run.elapsed()).isEqualTo(Duration.ZERO);
    assertThat(run.view().states()).containsEntry("Asked", "{\"times\":3}");
  }

  /** Asks by returning the question, and takes the answer in another step. */
  static final class Form extends Workflow {
    record Question(int page) implements InputRequiredEvent {}

    record Answer(int page) implements HumanResponseEvent {}

    @Step(sends = Question.class)
    void ask(Context ctx, Go go) {
      ctx.send(new Question(1));
      ctx.send(new Question(2));
      ctx.sleep(Duration.ofDays(9));
    }

    @Step
    @Nullable StopEvent read(Context ctx, Answer answer) {
      return ctx.collectEvents(answer, List.of(Answer.class, Answer.class))
          .map(all -> StopEvent.of(all.size()))
          .orElse(null);
    }
  }

  @Test
  void aQuestionThatWasSentIsAnsweredBeforeTimePasses() {
    TestRun run =
        WorkflowTest.of(Form::new)
            .answer(Form.Question.class, question -> new Form.Answer(question.page()))
            .crashEverywhere(new Go(1));

    assertThat(run.result()).isEqualTo(2L);
    assertThat(run.elapsed()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aRunThatWaitsForWhatTheTestHasNotSaysForWhat() {
    TestRun run = WorkflowTest.of(ExampleWorkflows.Paying::new).run(new Go(1));

    assertThat(run.isWaiting()).isTrue();
    assertThat(run.failure()).isEmpty();
    assertThatThrownBy(run::result)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("waits for Ready");
  }

  // ---- orders

  @Test
  void theSameSeedGivesTheSameJournalByteByByte() {
    List<byte[]> first = tally(7).journal();
    for (int i = 0; i < 20; i++) {
      List<byte[]> again = tally(7).journal();
      assertThat(again).hasSameSizeAs(first);
      for (int tick = 0; tick < first.size(); tick++) {
        assertThat(again.get(tick)).isEqualTo(first.get(tick));
      }
    }
  }

  private static TestRun tally(long seed) {
    return WorkflowTest.of(Tally::new).seed(seed).run(new Go(8));
  }

  @Test
  void differentSeedsGiveDifferentOrders() {
    Set<List<String>> journals = new HashSet<>();
    for (long seed = 0; seed < 30; seed++) {
      TestRun run = tally(seed);
      Replay replay = Replay.of(new Tally(), run.journal());
      List<String> words = new ArrayList<>();
      for (int tick = 1; tick <= replay.length(); tick++) {
        words.add(replay.tick(tick));
      }
      journals.add(words);
    }
    assertThat(journals).hasSizeGreaterThan(20);
  }

  @Test
  void aPlantedRaceIsFoundAndItsSeedShowsItAgain() {
    AssertionError found =
        catchThrowableOfType(
            AssertionError.class,
            () ->
                WorkflowTest.of(Racy::new)
                    .schedules(
                        100, new Go(3), run -> assertThat(run.result(Long.class)).isEqualTo(3)));

    assertThat(found).hasMessageContaining("-D" + WorkflowTest.SEED + "=");
    String seed = found.toString().replaceAll("(?s).*same order again: seed\\((\\d+)\\).*", "$1");
    for (int i = 0; i < 5; i++) {
      TestRun again = WorkflowTest.of(Racy::new).seed(Long.parseLong(seed)).run(new Go(3));
      assertThat(again.result(Long.class)).isLessThan(3);
    }
  }

  @Test
  void ordersThatComeOutDifferentlyAreNamedWithBothSeeds() {
    assertThatThrownBy(() -> WorkflowTest.of(Racy::new).schedules(100, new Go(3)))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)the run with seed \\d+, of 100 from 0, gave .*seed 0 gave .*");
  }

  static final class Locking extends Workflow {
    record Part(int number) implements Event {}

    record Done() implements Event {}

    record Seen(int count) {}

    private final Object lock = new Object();

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2), new Part(3));
    }

    @Step
    Done work(Context ctx, Part part) {
      synchronized (lock) {
        ctx.state(Seen.class).update(s -> new Seen(s.count() + 1));
        return new Done();
      }
    }

    @Step
    StopEvent end(Context ctx, List<Done> all) {
      return StopEvent.of(ctx.state(Seen.class).get().count());
    }
  }

  @Test
  void stepsThatShareALockOfTheirOwnGetThrough() {
    TestRun run = null;
    for (long seed = 0; run == null || run.isRepeatable(); seed++) {
      assertThat(seed).as("seeds until a step blocked").isLessThan(50);
      run = WorkflowTest.of(new Locking()).seed(seed).run(new Go(1));
      assertThat(run.result(Integer.class)).isEqualTo(3);
    }
  }

  static final class Spinning extends Workflow {
    static volatile boolean enough;

    @Step
    StopEvent spin(Go go) {
      while (!enough) {
        Thread.onSpinWait();
      }
      return StopEvent.of("stopped");
    }
  }

  @Test
  void aStepThatDoesNotReturnIsNamedWhenPatienceIsOver() {
    try {
      assertThatThrownBy(
              () -> WorkflowTest.of(Spinning::new).patience(Duration.ofMillis(200)).run(new Go(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("step-test/spin-test-run");
    } finally {
      Spinning.enough = true;
    }
  }

  // ---- crashes

  /** Keeps in a field what belongs into a state. */
  static final class Forgetful extends Workflow {
    record Next() implements Event {}

    private int seen;

    @Step
    Next first(Go go) {
      seen = go.number();
      return new Next();
    }

    @Step
    StopEvent second(Next next) {
      return StopEvent.of(seen);
    }
  }

  @Test
  void whatAnInstanceKeepsIsLostInACrashAndReported() {
    assertThatThrownBy(() -> WorkflowTest.crashEverywhere(Forgetful::new, new Go(5)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("came the result 5")
        .hasMessageContaining(
            "after tick 2 of 3 (step first, work 1, attempt 1 ended and gave Next): the result 0");
  }

  static final class Twice extends Workflow {
    static final AtomicInteger CHARGES = new AtomicInteger();

    @Step
    StopEvent charge(Context ctx, Go go) throws Exception {
      Integer charge = ctx.once("charge", Integer.class, CHARGES::incrementAndGet);
      ctx.sleep(Duration.ofDays(1));
      return StopEvent.of(charge);
    }
  }

  @Test
  void aRecordedBlockDoesNotRunAgainAfterACrash() {
    Twice.CHARGES.set(0);
    TestRun whole = WorkflowTest.of(Twice::new).run(new Go(1));
    assertThat(Twice.CHARGES).hasValue(1);

    // only the crash before the block is recorded lets it run again, which its result shows
    assertThatThrownBy(() -> WorkflowTest.crashEverywhere(Twice::new, new Go(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it came out differently 1 times")
        .hasMessageContaining("after tick 1 of %d".formatted(whole.journal().size()));
  }

  // ---- replay

  @Test
  void aReplayShowsTheRunAfterEachTick() {
    TestRun run =
        WorkflowTest.of(Approval::new)
            .answer(new Approval.Answer("no"), new Approval.Answer("yes"))
            .run(new Go(1));
    Replay replay = Replay.of(new Approval(), run.journal());

    assertThat(replay.at(0).phase()).isEqualTo(RunView.Phase.NEW);
    assertThat(replay.at(1).phase()).isEqualTo(RunView.Phase.ACTIVE);
    assertThat(replay.at(1).work("ask"))
        .containsExactly(new RunView.StepWork(1, "ask", "Go", RunView.WorkPhase.RUNNING, 1, ""));
    assertThat(replay.tick(2))
        .isEqualTo("step ask, work 1, attempt 1 waits for Answer for at most PT168H");
    assertThat(replay.at(2).phase()).isEqualTo(RunView.Phase.WAITING);
    assertThat(replay.at(2).work().getFirst().awaits()).isEqualTo("Answer for at most PT168H");
    assertThat(replay.at(2).states()).isEqualTo(Map.of("Asked", "{\"times\":1}"));
    assertThat(replay.last().phase()).isEqualTo(RunView.Phase.COMPLETED);
    assertThat(replay.last().end()).contains("yes after 2");
    assertThat(replay.last()).isEqualTo(run.view());
  }

  @Test
  void aReplayShowsChildrenStreamsAndDelays() {
    List<String> seen = new ArrayList<>();
    for (Example example : List.of(Example.FAMILY, Example.GRID, Example.STUBBORN)) {
      TestRun run = example.test().run(example.start);
      Replay replay = Replay.of(example.workflow.get(), run.journal());
      for (int n = 1; n <= replay.length(); n++) {
        seen.add(replay.tick(n));
        seen.add(replay.at(n).describe());
      }
    }
    assertThat(String.join("\n", seen))
        .contains("in the child doubling: step again, work 2, attempt 1 ended and gave Enough")
        .contains("child approval")
        .contains("fan-out 1 of step rows: 3 on their way")
        .contains("it is tried again in PT2H")
        .contains("DELAYED, attempt 2");
  }
}
