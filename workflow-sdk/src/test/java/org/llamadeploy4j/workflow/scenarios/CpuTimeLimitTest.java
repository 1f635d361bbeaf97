package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** The time limit of a step that computes does not run while it waits for a processor. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class CpuTimeLimitTest {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ManualClock clock = ManualClock.create();
  private final CountDownLatch processorsFree = new CountDownLatch(1);

  /** Keeps every processor's thread busy until it is told to end. */
  static final class Busy extends Workflow {
    record Ask() implements StartEvent {}

    record Part(int number) implements Event {}

    record Done() implements Event {}

    final CountDownLatch running = new CountDownLatch(PROCESSORS);
    final CountDownLatch over;

    Busy(CountDownLatch over) {
      this.over = over;
    }

    @Step
    List<Part> split(Ask ask) {
      return IntStream.range(0, PROCESSORS).mapToObj(Part::new).toList();
    }

    @Step(cpu = true, workers = 1_000)
    Done work(Part part) throws InterruptedException {
      running.countDown();
      over.await();
      return new Done();
    }

    @Step
    StopEvent all(List<Done> done) {
      return StopEvent.of(done.size());
    }
  }

  static final class Limited extends Workflow {
    record Ask() implements StartEvent {}

    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch over = new CountDownLatch(1);

    @Step(cpu = true, timeout = "PT10S")
    StopEvent compute(Ask ask) throws InterruptedException {
      begun.countDown();
      over.await();
      return StopEvent.of("computed");
    }
  }

  @AfterEach
  void freeTheProcessors() {
    processorsFree.countDown();
  }

  /** A run whose step was queued for longer than its limit before it began. */
  private Handler begunLate(Limited limited) throws InterruptedException {
    Busy busy = new Busy(processorsFree);
    Handler keepsProcessors = busy.run(new Busy.Ask());
    busy.running.await();
    Handler run = InProcessRunner.of(limited).withScheduler(clock).run(new Limited.Ask());
    Await.until(() -> clock.armed() == 1);

    clock.advance(LIMIT.plusSeconds(1));
    processorsFree.countDown();
    assertThat(keepsProcessors.result()).isEqualTo((long) PROCESSORS);
    Await.until(() -> limited.begun.getCount() == 0 || run.isDone());
    assertThat(run.isDone()).as("ended before it had begun").isFalse();
    return run;
  }

  @Test
  void waitingForAProcessorDoesNotCount() throws Exception {
    Limited limited = new Limited();
    Handler run = begunLate(limited);

    clock.advance(LIMIT.minusMillis(1));
    limited.over.countDown();

    assertThat(run.result()).isEqualTo("computed");
  }

  @Test
  void theLimitRunsFromWhenTheStepBegan() throws Exception {
    Handler run = begunLate(new Limited());

    clock.advance(LIMIT);
    Await.until(() -> {
      clock.advance(Duration.ofSeconds(1));
      return run.isDone();
    });

    assertThatThrownBy(run::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step compute did not end within its time limit of PT10S");
  }
}
