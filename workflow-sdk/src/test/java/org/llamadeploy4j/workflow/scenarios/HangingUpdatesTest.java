package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.testing.ManualClock;

/**
 * A change of a state that does not return when it is applied again, because another attempt has
 * committed in between: its step's time limit and a cancel reach it as they reach the step itself.
 */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HangingUpdatesTest {

  /** Two attempts change one state at the same time; the change hangs when it is applied again. */
  static final class Hanging extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Done(int n) implements Event {}

    record Count(int n) {}

    final CountDownLatch bothAtOnce = new CountDownLatch(2);
    final CountDownLatch hangs = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger calls = new AtomicInteger();
    private final boolean deaf;

    Hanging(boolean deaf) {
      this.deaf = deaf;
    }

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2));
    }

    @Step(workers = 2, timeout = "PT5S")
    Done work(Context ctx, Part part) {
      ctx.state(Count.class).update(this::changed);
      return new Done(part.n());
    }

    private Count changed(Count count) {
      if (calls.incrementAndGet() <= 2) {
        await(bothAtOnce, true);
      } else {
        hangs.countDown();
        await(release, false);
      }
      return new Count(count.n() + 1);
    }

    private void await(CountDownLatch latch, boolean arrive) {
      if (arrive) {
        latch.countDown();
      }
      boolean waiting = true;
      while (waiting) {
        try {
          latch.await();
          waiting = false;
        } catch (InterruptedException e) {
          interrupted.countDown();
          if (!deaf) {
            throw new IllegalStateException("interrupted", e);
          }
        }
      }
    }

    @Step
    StopEvent end(List<Done> all) {
      return StopEvent.of(all.size());
    }
  }

  private final ManualClock clock = ManualClock.create();
  private final List<String> abandoned = Collections.synchronizedList(new ArrayList<>());

  private Handler hanging(Hanging workflow) throws InterruptedException {
    ProgramListener listener =
        new ProgramListener() {
          @Override
          public void onAbandoned(String step, String runId) {
            abandoned.add(step);
          }
        };
    Handler run =
        InProcessRunner.of(workflow)
            .withScheduler(clock)
            .withListener(listener)
            .run(new Hanging.Go());
    workflow.hangs.await();
    return run;
  }

  @Test
  void theTimeLimitOfTheStepEndsIt() throws Exception {
    Hanging workflow = new Hanging(false);
    Handler run = hanging(workflow);

    clock.advance(Duration.ofSeconds(5));

    assertThatThrownBy(run::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step work did not end within its time limit of PT5S");
    workflow.interrupted.await();
  }

  @Test
  void aCancelInterruptsIt() throws Exception {
    Hanging workflow = new Hanging(false);
    Handler run = hanging(workflow);
    assertThat(run.runningSteps()).containsExactly("work");

    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    workflow.interrupted.await();
  }

  @Test
  void whatIgnoresTheInterruptionIsAbandonedAfterItsGrace() throws Exception {
    Hanging workflow = new Hanging(true);
    Handler run = hanging(workflow);

    run.cancel();
    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    workflow.interrupted.await();
    clock.advance(Duration.ofSeconds(5));

    Await.until(() -> abandoned.equals(List.of("work")));
    workflow.release.countDown();
  }

  @Test
  void oneThatReturnsCountsOnTheStateThatIsThereThen() throws Exception {
    Hanging workflow = new Hanging(false);
    Handler run = hanging(workflow);

    workflow.release.countDown();

    assertThat(run.result()).isEqualTo(2L);
    assertThat(run.finalStates().find(Hanging.Count.class)).contains(new Hanging.Count(2));
  }
}
