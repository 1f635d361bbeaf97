package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** A defect in the engine or in a host's log ends the driver, which says so. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class BrokenRunTest {

  static final class Echo extends Workflow {
    record Ask() implements StartEvent {}

    @Step
    StopEvent echo(Ask ask) {
      return StopEvent.of("echo");
    }
  }

  private static final class BrokenLog implements RunLog {
    @Override
    public CommitResult commit(Commit commit) {
      throw new IllegalStateException("a defect");
    }

    @Override
    public void publish(PublishedEvent event) {}

    @Override
    public boolean mayRun() {
      return true;
    }
  }

  @Test
  void theHostHearsThatTheRunMetADefectAndOfWhich() {
    WorkflowProgram program =
        WorkflowProgram.load(
            env -> new Echo(), ProgramOptions.of("svc", Env.empty(), ManualClock.create()));
    RunRequest request = new RunRequest("run-1", "{}".getBytes(UTF_8), Map.of());

    RunHandle run = program.start(request, new BrokenLog());

    assertThat(run.ended().toCompletableFuture().join())
        .isEqualTo(new RunEnd.Broken("java.lang.IllegalStateException: a defect"));
  }
}
