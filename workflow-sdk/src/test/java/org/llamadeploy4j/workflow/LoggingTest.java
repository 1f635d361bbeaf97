package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.spi.ObservedRun;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.StepEnd;
import org.llamadeploy4j.workflow.spi.StepRun;
import org.llamadeploy4j.workflow.testing.ManualClock;
import org.slf4j.LoggerFactory;

/** What can be seen of steps from outside: logs, their context, and hooks. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class LoggingTest {

  static final class Shaky extends Workflow {
    record Ask(String text, List<Integer> numbers) implements StartEvent {}

    @Step
    @Retry(delay = "PT0S", attempts = 2)
    StopEvent work(Context ctx, Ask ask) {
      LoggerFactory.getLogger(LoggingTest.class).info("working");
      if (ctx.attempt() == 1) {
        throw new IllegalStateException("not yet");
      }
      return StopEvent.of(ask.text());
    }
  }

  private static final Shaky.Ask ASK = new Shaky.Ask("hello", Collections.nCopies(100, 7));

  private static ListAppender<ILoggingEvent> listen(String logger) {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    Logger log = (Logger) LoggerFactory.getLogger(logger);
    log.setLevel(Level.INFO);
    log.addAppender(appender);
    return appender;
  }

  @Test
  void whatAStepLogsCarriesItsRunStepAndAttempt() throws Exception {
    ListAppender<ILoggingEvent> lines = listen(LoggingTest.class.getName());
    InProcessRunner.of(new Shaky()).withRunIds(() -> "run-1").run(ASK).result();

    assertThat(lines.list)
        .extracting(ILoggingEvent::getMDCPropertyMap)
        .containsExactly(
            Map.of("run", "run-1", "step", "work", "attempt", "1"),
            Map.of("run", "run-1", "step", "work", "attempt", "2"));
  }

  // T018
  @Test
  void aVerboseRunnerTellsWhatAttemptsStartFromAndEndWith() throws Exception {
    ListAppender<ILoggingEvent> lines = listen("org.llamadeploy4j.workflow.verbose");
    InProcessRunner.of(new Shaky()).verbose().run(ASK).result();

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            l -> assertThat(l).startsWith("[work:1] started from Ask{").doesNotContain("7, 7"),
            l -> assertThat(l).isEqualTo("[work:1] failed: not yet; tried again in PT0S"),
            l -> assertThat(l).startsWith("[work:2] started from Ask{"),
            l -> assertThat(l).isEqualTo("[work:2] complete with StopEvent"));
  }

  @Test
  void aListenerIsCalledOnTheStepsOwnThreadAroundUserCode() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    ProgramListener spans =
        new ProgramListener() {
          @Override
          public void onStepStarted(StepRun step) {
            seen.add("start " + step.attempt() + " " + Thread.currentThread().getName());
          }

          @Override
          public void onStepEnded(StepRun step, StepEnd end) {
            seen.add("end " + step.attempt() + " " + Thread.currentThread().getName());
          }
        };
    InProcessRunner.of(new Shaky()).withRunIds(() -> "r").withListener(spans).run(ASK).result();

    assertThat(seen)
        .containsExactly(
            "start 1 step-Shaky/work-r",
            "end 1 step-Shaky/work-r",
            "start 2 step-Shaky/work-r",
            "end 2 step-Shaky/work-r");
  }

  /** Notes what it hears; throws besides if it is told to. */
  private record Noting(List<String> seen, boolean throwing) implements ProgramListener {
    @Override
    public void onRunStarted(ObservedRun run) {
      note("run " + run.runId() + " of " + run.workflow() + (run.resumed() ? " again" : ""));
    }

    @Override
    public void onRunEnded(ObservedRun run, RunEnd end) {
      String how =
          end instanceof RunEnd.Finished f
              ? f.outcome().getClass().getSimpleName()
              : end.getClass().getSimpleName();
      note("end of " + run.runId() + ": " + how);
    }

    @Override
    public void onStepStarted(StepRun step) {
      seen.add("step " + step.step() + " of " + step.runId());
    }

    private void note(String line) {
      seen.add(line);
      if (throwing) {
        throw new IllegalStateException("a listener's own fault");
      }
    }
  }

  private static List<String> noted() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  @Test
  void aListenerHearsOfARunBeforeAndAfterItsSteps() throws Exception {
    List<String> seen = noted();
    InProcessRunner runner =
        InProcessRunner.of(new Shaky())
            .withRunIds(() -> "r")
            .withListener(new Noting(seen, false))
            .verbose();
    runner.run(ASK).result();

    assertThat(seen)
        .containsExactly(
            "run r of Shaky", "step work of r", "step work of r", "end of r: Completed");
  }

  @Test
  void aRunThatIsCancelledEndsForTheListenerToo() {
    List<String> seen = noted();
    Handler run =
        InProcessRunner.of(new Sleeping())
            .withRunIds(() -> "r")
            .withListener(new Noting(seen, false))
            .run(new Sleeping.Go());
    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    assertThat(seen).startsWith("run r of Sleeping").endsWith("end of r: Cancelled");
  }

  static final class Sleeping extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent sleep(Context ctx, Go go) {
      ctx.sleep(Duration.ofDays(1));
      return StopEvent.of(1);
    }
  }

  @Test
  void aRunThatGoesOnFromASnapshotIsToldAsSuch() throws Exception {
    List<String> seen = noted();
    ManualClock clock = new ManualClock(Instant.EPOCH);
    InProcessRunner runner =
        InProcessRunner.of(new Sleeping())
            .withScheduler(clock)
            .withInternalEvents()
            .withSnapshotKeys(SnapshotKeys.ofSecret("k", new byte[32]))
            .withRunIds(() -> "r");
    Handler first = runner.run(new Sleeping.Go());
    Await.idle(first);
    Snapshot snapshot = first.snapshot();
    first.cancel();
    Await.until(() -> first.isDone() && clock.armed() == 0);
    Handler second = runner.withListener(new Noting(seen, false)).recover(snapshot).start();
    Await.until(() -> clock.armed() == 1);
    clock.advance(Duration.ofDays(1));

    assertThat(second.result()).isEqualTo(1L);
    assertThat(seen)
        .containsExactly("run r of Sleeping again", "step sleep of r", "end of r: Completed");
  }

  @Test
  void whatAListenerThrowsAboutARunHurtsNobody() throws Exception {
    List<String> seen = noted();
    Handler run = InProcessRunner.of(new Shaky()).withListener(new Noting(seen, true)).run(ASK);

    assertThat(run.result()).isEqualTo("hello");
    assertThat(seen).hasSize(4);
  }

  @Test
  void severalListenersNest() throws Exception {
    List<String> seen = noted();
    ProgramListener both = ProgramListener.all(List.of(new Named("a", seen), new Named("b", seen)));
    InProcessRunner.of(new Sure()).withListener(both).run(new Sure.Go()).result();

    assertThat(seen)
        .containsExactly(
            "a run", "b run", "a step", "b step", "b /step", "a /step", "b /run", "a /run");
  }

  static final class Sure extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent end(Go go) {
      return StopEvent.of(1);
    }
  }

  private record Named(String name, List<String> seen) implements ProgramListener {
    @Override
    public void onRunStarted(ObservedRun run) {
      seen.add(name + " run");
    }

    @Override
    public void onRunEnded(ObservedRun run, RunEnd end) {
      seen.add(name + " /run");
    }

    @Override
    public void onStepStarted(StepRun step) {
      seen.add(name + " step");
    }

    @Override
    public void onStepEnded(StepRun step, StepEnd end) {
      seen.add(name + " /step");
    }
  }

  static final class Spreading extends Workflow {
    record Go() implements StartEvent {}

    record Part() implements Event {}

    int count;

    @Step
    List<Part> spread(Go go) {
      return List.of(new Part());
    }

    @Step
    StopEvent part(Part part) {
      return StopEvent.of(1);
    }
  }

  @Test
  void whatAWorkflowIsWarnedAboutIsLoggedOnceWhenItIsLoaded() throws Exception {
    ListAppender<ILoggingEvent> lines = listen("org.llamadeploy4j.workflow.internal.LoadedProgram");
    InProcessRunner.of(new Spreading())
        .withRunIds(() -> "r")
        .withEnv(Env.of(Map.of("A", "1")))
        .run(new Spreading.Go())
        .result();

    assertThat(lines.list)
        .filteredOn(line -> line.getFormattedMessage().contains("Spreading"))
        .allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactlyInAnyOrder(
            l -> assertThat(l).startsWith("workflow Spreading: field count can change"),
            l ->
                assertThat(l)
                    .startsWith("workflow Spreading: step spread: opens a fan-out of Part that no")
                    .endsWith("[unjoined-fan-out]"));
  }
}
