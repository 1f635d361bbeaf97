package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.StepEnd;
import org.llamadeploy4j.workflow.spi.StepRun;
import org.slf4j.LoggerFactory;

/** What can be seen of steps from outside: logs, their context, and hooks. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
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
                    .startsWith("workflow Spreading: step spread: opens a stream of Part that no")
                    .endsWith("[unjoined-stream]"));
  }
}
