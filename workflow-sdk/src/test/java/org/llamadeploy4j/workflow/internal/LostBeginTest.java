package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/** A run of which another driver has streamed something and made nothing durable. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class LostBeginTest {

  static final class Telling extends Workflow {
    record Go() implements StartEvent {}

    record Token(String text) implements Event {}

    @Step(streams = Token.class)
    StopEvent tell(Context ctx, Go go) {
      ctx.stream(new Token("a"));
      return StopEvent.of("told");
    }
  }

  static final class Silent extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent end(Go go) {
      return StopEvent.of("done");
    }
  }

  /** What is on the stream of such a run, from where this driver began. */
  private static List<String> streamed(Workflow workflow, boolean mayHaveBegun) {
    ProgramOptions options = ProgramOptions.of("svc", Env.empty(), SystemScheduler.SHARED);
    WorkflowProgram program = WorkflowProgram.load(env -> workflow, options);
    ProgramTest.RecordingLog log = new ProgramTest.RecordingLog();
    log.begunBefore = mayHaveBegun;
    RunHandle run = program.start(new RunRequest("run-1", "{}".getBytes(UTF_8), Map.of()), log);
    assertThat(run.ended().toCompletableFuture().join()).isInstanceOf(RunEnd.Finished.class);
    program.close();
    return log.texts();
  }

  @Test
  void whatItsFirstStepsStreamedIsVoidBeforeTheyStreamAgain() {
    assertThat(streamed(new Telling(), true))
        .containsExactly(
            "AttemptSuperseded{\"step_name\":\"tell\",\"work_item\":1,\"attempt\":1}",
            "Token{\"text\":\"a\"}",
            "StopEvent{\"result\":\"told\"}");
  }

  @Test
  void nothingIsSaidOfStepsThatStreamNothing() {
    assertThat(streamed(new Silent(), true)).containsExactly("StopEvent{\"result\":\"done\"}");
  }

  @Test
  void nothingIsSaidOfARunThatNobodyHasBegunBefore() {
    assertThat(streamed(new Telling(), false))
        .containsExactly("Token{\"text\":\"a\"}", "StopEvent{\"result\":\"told\"}");
  }
}
