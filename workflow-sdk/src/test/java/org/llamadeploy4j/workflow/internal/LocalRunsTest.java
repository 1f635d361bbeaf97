package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class LocalRunsTest {

  static final class Hanging extends Workflow {
    record Ask() implements StartEvent {}

    record Pool(CountDownLatch closing, CountDownLatch mayClose) implements AutoCloseable {
      @Override
      public void close() {
        closing.countDown();
        try {
          mayClose.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    final CountDownLatch closing = new CountDownLatch(1);
    final CountDownLatch mayClose = new CountDownLatch(1);

    @Provides
    Pool pool() {
      return new Pool(closing, mayClose);
    }

    @Step
    StopEvent run(Ask ask, @Inject Pool pool) {
      return StopEvent.of("done");
    }
  }

  @Test
  void closingWaitsForAResourceThatHangsOnlyUntilItsDeadline() throws Exception {
    Hanging hanging = new Hanging();
    Loading loading = Loading.of(ProgramOptions.of("hanging", Env.empty(), SystemScheduler.SHARED));
    LocalRuns runs = new LocalRuns(hanging, loading);
    Object result = runs.run(new Hanging.Ask(), new LocalRunSettings(() -> "r1")).result();
    assertThat(result).isEqualTo("done");

    runs.close(Duration.ofMillis(20));
    runs.close(Duration.ofDays(1));

    hanging.closing.await();
    hanging.mayClose.countDown();
  }
}
