package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** What a resource's maker throws is retried, or not, as if the step had thrown it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FailingMakersTest {

  record Ask(boolean error) implements StartEvent {}

  record Deep() {}

  record Pool(Deep deep) {}

  static final class Flow extends Workflow {
    private final boolean error;

    Flow(boolean error) {
      this.error = error;
    }

    @Provides
    Deep deep() {
      if (error) {
        throw new NoClassDefFoundError("org/example/Driver");
      }
      throw new IllegalStateException("not yet");
    }

    @Provides
    Pool pool(@Inject Deep deep) {
      return new Pool(deep);
    }

    @Step
    @Retry(attempts = 3, delay = "PT1S")
    StopEvent use(Ask ask, @Inject Pool pool) {
      return StopEvent.of(pool);
    }
  }

  @Test
  void anErrorOfAMakerIsNotRetried() {
    TestRun run = WorkflowTest.of(() -> new Flow(true)).run(new Ask(true));

    assertThat(run.steps("use")).hasSize(1);
    assertThat(run.failure().orElseThrow())
        .hasMessageContaining("the maker deep")
        .hasMessageContaining("NoClassDefFoundError");
  }

  @Test
  void anExceptionOfAMakerIsRetriedByTheStepsPolicy() {
    TestRun run = WorkflowTest.of(() -> new Flow(false)).run(new Ask(false));

    assertThat(run.steps("use")).hasSize(3);
  }
}
