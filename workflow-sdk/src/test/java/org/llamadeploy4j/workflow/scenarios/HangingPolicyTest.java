package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.OneOf;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StepOptions;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowBuilder;
import org.llamadeploy4j.workflow.retry.FailedAttempt;
import org.llamadeploy4j.workflow.retry.RetryPolicy;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** A retry policy that does not return, asked about a step whose time limit has passed. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HangingPolicyTest {
  private final ManualClock clock = ManualClock.create();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private final class Hanging implements RetryPolicy {
    @Override
    public Optional<Duration> next(FailedAttempt attempt) {
      asked.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Optional.of(Duration.ZERO);
    }
  }

  @Test
  void theStepFailsWithoutItOnceAnInterruptedStepWouldBeAbandoned() throws Exception {
    Handler run = start();
    clock.advance(Duration.ofSeconds(3));
    asked.await();
    assertThat(run.isDone()).isFalse();

    clock.advance(Duration.ofSeconds(5));

    assertThatThrownBy(run::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("did not end within its time limit of PT3S");
    release.countDown();
  }

  private Handler start() throws InterruptedException {
    StepOptions options =
        StepOptions.defaults().withTimeout(Duration.ofSeconds(3)).withRetry(new Hanging());
    Workflow workflow =
        WorkflowBuilder.named("Hangs")
            .step(
                "work",
                OneOf.of(StartEvent.class),
                OneOf.of(StopEvent.class),
                options,
                (context, in) -> {
                  begun.countDown();
                  release.await();
                  return StopEvent.of("late");
                })
            .build();
    Handler run = InProcessRunner.of(workflow).withScheduler(clock).run(StartEvent.of(Map.of()));
    begun.await();
    return run;
  }
}
