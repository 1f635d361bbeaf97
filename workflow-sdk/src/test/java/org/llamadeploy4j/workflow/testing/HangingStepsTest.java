package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/** A step that a test lets hang ends by a time limit, or the test says that there is none. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HangingStepsTest {

  record Ask() implements StartEvent {}

  static final class Unlimited extends Workflow {
    @Step
    StopEvent work(Ask ask) {
      return StopEvent.of("done");
    }
  }

  static final class Limited extends Workflow {
    @Step(timeout = "PT1M")
    StopEvent work(Ask ask) {
      return StopEvent.of("done");
    }
  }

  @Test
  void withoutATimeLimitTheTestSaysThatOneIsMissing() {
    TestRun run = WorkflowTest.of(Unlimited::new).hanging("work", 1).run(new Ask());

    assertThat(run.isWaiting()).isTrue();
    assertThatThrownBy(run::result)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "the run has no result: attempt 1 of step work hangs, as the test wants it, and no time limit ends it; add a timeout to its @Step, or a time limit to the workflow");
  }

  @Test
  void aTimeLimitEndsIt() {
    TestRun run = WorkflowTest.of(Limited::new).hanging("work", 1).run(new Ask());

    assertThat(run.failure().orElseThrow())
        .hasMessageContaining("did not end within its time limit of PT1M");
  }
}
