package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Replay;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Go;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Stubborn;

/** Retries that are hours away, and crashes meanwhile. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class DelayedRetriesTest {

  static final class Line extends Workflow {
    record Part(int number) implements Event {}

    record Done(int number) implements Event {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2), new Part(3));
    }

    @Step(workers = 1)
    @Retry(attempts = 2, delay = "PT1H")
    Done work(Context ctx, Part part) {
      if (part.number() == 1 && ctx.retryInfo().retryNumber() == 0) {
        throw new IllegalStateException("not yet");
      }
      return new Done(part.number());
    }

    @Step
    StopEvent end(List<Done> all) {
      return StopEvent.of(all.stream().map(Done::number).toList());
    }
  }

  // T184
  @Test
  void whatIsQueuedBehindADelayedRetryRunsFirst() {
    TestRun run = WorkflowTest.of(Line::new).crashEverywhere(new Go(1));

    assertThat(run.result()).isEqualTo(List.of(2L, 3L, 1L));
    assertThat(run.elapsed()).isEqualTo(Duration.ofHours(1));
  }

  // T186
  @Test
  void aRetryThatIsOverdueAfterACrashComesAtOnceAndOnce() {
    TestRun run =
        WorkflowTest.of(Stubborn::new).downtime(Duration.ofDays(3)).crashEverywhere(new Go(1));

    assertThat(run.result()).isEqualTo("open");
    assertThat(run.steps("knock")).hasSize(3);
  }

  // T183, T187
  @Test
  void theDelayOfARetryIsTheSameHoweverOftenItIsLookedAt() {
    List<byte[]> journal = WorkflowTest.of(Stubborn::new).run(new Go(1)).journal();
    String due = delayed(Replay.of(new Stubborn(), journal)).awaits();

    assertThat(due).startsWith("its time, 2030-01-01T02:");
    assertThat(delayed(Replay.of(new Stubborn(), journal)).awaits()).isEqualTo(due);
    List<byte[]> again = WorkflowTest.of(Stubborn::new).run(new Go(1)).journal();
    assertThat(delayed(Replay.of(new Stubborn(), again)).awaits()).isEqualTo(due);
  }

  private static RunView.StepWork delayed(Replay replay) {
    return replay.at(3).work("knock").getFirst();
  }

  /** {@link Stubborn} with another policy. */
  static final class Impatient extends Workflow {
    @Step
    Stubborn.Try begin(Go go) {
      return new Stubborn.Try(go.number());
    }

    @Step
    @Retry(attempts = 2, delay = "PT1S")
    StopEvent knock(Stubborn.Try go) {
      return StopEvent.of("open");
    }
  }

  // T188
  @Test
  void aPolicyThatChangesLaterDoesNotChangeWhatWasDecided() {
    List<byte[]> journal = WorkflowTest.of(Stubborn::new).run(new Go(1)).journal();

    assertThat(delayed(Replay.of(new Impatient(), journal)))
        .isEqualTo(delayed(Replay.of(new Stubborn(), journal)));
  }
}
