package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
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

/** Steps that end just when their run is taken away. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class LateEndTest {

  static final class Held implements AutoCloseable {
    volatile boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  static final class Pair extends Workflow {
    final Held held = new Held();
    final CountDownLatch committing = new CountDownLatch(1);
    final CompletableFuture<Thread> second = new CompletableFuture<>();

    @Provides(scope = Provides.Scope.RUN)
    Held held() {
      return held;
    }

    @Step
    void first(StartEvent in, @Inject Held use) {}

    @Step
    StopEvent second(StartEvent in) throws InterruptedException {
      second.complete(Thread.currentThread());
      committing.await();
      return StopEvent.of("too late");
    }
  }

  /** Somebody else has the run, which is known when the second step has ended as well. */
  private record TakenAway(Pair pair) implements RunLog {
    @Override
    public CommitResult commit(Commit commit) {
      pair.committing.countDown();
      try {
        pair.second.join().join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new CommitResult.Fenced("it is another's");
    }

    @Override
    public void publish(PublishedEvent event) {}

    @Override
    public boolean mayRun() {
      return true;
    }
  }

  @Test
  void theResourcesOfARunThatIsTakenAwayAreClosedThoughAStepHasJustEnded() {
    Pair pair = new Pair();
    try (WorkflowProgram program =
        WorkflowProgram.load(
            env -> pair, ProgramOptions.of("svc", Env.empty(), ManualClock.create()))) {
      RunHandle run =
          program.start(new RunRequest("run-1", new byte[0], Map.of()), new TakenAway(pair));

      assertThat(run.ended().toCompletableFuture().join())
          .isEqualTo(new RunEnd.Fenced("it is another's"));
      Await.until(() -> pair.held.closed);
    }
  }
}
