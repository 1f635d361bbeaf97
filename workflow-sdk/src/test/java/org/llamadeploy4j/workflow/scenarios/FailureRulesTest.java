package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InternalEvent;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowCancelledEvent;
import org.llamadeploy4j.workflow.WorkflowTimedOutEvent;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.testing.ManualClock;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;
import org.slf4j.MDC;

/** Rules 25, 26 and 28: what a step throws, what its thread carries, what nobody asked for. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings({
  "SameNameButDifferent", // each workflow has events of its own
  "DoNotCallSuggester" // steps that fail
})
class FailureRulesTest {

  /** Throws what is worth another attempt, inside of something else. */
  static final class Wrapping extends Workflow {
    record Go(String wrapper) implements StartEvent {}

    @Step
    @Retry(attempts = 2, delay = "PT0S", on = IOException.class)
    StopEvent work(Go go) throws Exception {
      IOException real = new IOException("line is down");
      throw switch (go.wrapper()) {
        case "completion" -> new CompletionException(real);
        case "execution" -> new ExecutionException(new CompletionException(real));
        case "reflection" -> new InvocationTargetException(real);
        default -> new UndeclaredThrowableException(real);
      };
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"completion", "execution", "reflection", "proxy"})
  void retriesAndFailuresSeeWhatWasThrownInsideOfWrappers(String wrapper) {
    TestRun run = WorkflowTest.of(Wrapping::new).run(new Wrapping.Go(wrapper));

    assertThat(run.failure())
        .hasValueSatisfying(e -> {
          assertThat(e.attempts()).isEqualTo(2);
          assertThat(e.type()).isEqualTo(IOException.class.getName());
          assertThat(e).hasMessageContaining("line is down");
        });
  }

  static final class Uninvited extends Workflow {
    record Go() implements StartEvent {}

    @Step
    @Retry(attempts = 2, delay = "PT0S")
    StopEvent work(Go go) throws InterruptedException {
      throw new InterruptedException("nobody asked for it");
    }
  }

  @Test
  void anInterruptionThatNobodyAskedForIsAFailureLikeAnyOther() {
    TestRun run = WorkflowTest.of(Uninvited::new).run(new Uninvited.Go());

    assertThat(run.failure())
        .hasValueSatisfying(e -> {
          assertThat(e.code()).isEqualTo("step_failed");
          assertThat(e.attempts()).isEqualTo(2);
          assertThat(e.type()).isEqualTo(InterruptedException.class.getName());
        });
  }

  /** Answers its interruption with an exception of its own, or its own thread's with a result. */
  static final class Complaining extends Workflow {
    record Go() implements StartEvent {}

    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch complained = new CountDownLatch(1);

    Complaining() {
      super(Duration.ofMinutes(1));
    }

    @Step
    @Retry(attempts = 5, delay = "PT0S")
    StopEvent work(Go go) {
      began.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        complained.countDown();
        throw new IllegalStateException("how dare you", e);
      }
      return StopEvent.of("never");
    }
  }

  @Test
  void whateverAStepThrowsAfterACancelTheRunIsCancelled() throws Exception {
    Complaining workflow = new Complaining();
    Handler run = workflow.run();
    workflow.began.await();

    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    workflow.complained.await();
    assertThat(run.events()).containsExactly(new WorkflowCancelledEvent());
  }

  @Test
  void whateverAStepThrowsAfterTheTimeLimitTheRunHasTimedOut() throws Exception {
    ManualClock clock = ManualClock.create();
    Complaining workflow = new Complaining();
    Handler run = InProcessRunner.of(workflow).withScheduler(clock).run(new Complaining.Go());
    workflow.began.await();

    clock.advance(Duration.ofMinutes(1));

    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class, e -> assertThat(e.code()).isEqualTo("timed_out"));
    workflow.complained.await();
    assertThat(run.events()).containsExactly(new WorkflowTimedOutEvent(60, List.of("work")));
  }

  static final class SelfInterrupting extends Workflow {
    record Go() implements StartEvent {}

    record Next() implements Event {}

    @Step
    Next first(Go go) {
      Thread.currentThread().interrupt();
      return new Next();
    }

    @Step(cpu = true)
    Next2 second(Next next) {
      boolean before = Thread.interrupted();
      Thread.currentThread().interrupt();
      return new Next2(before);
    }

    record Next2(boolean interrupted) implements Event {}

    @Step(cpu = true)
    StopEvent third(Next2 next) {
      return StopEvent.of(List.of(next.interrupted(), Thread.interrupted()));
    }
  }

  @Test
  void aStepThatInterruptsItsOwnThreadInterruptsNobodyElse() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(new SelfInterrupting().run().result()).isEqualTo(List.of(false, false));
    }
  }

  /** Looks at what its own thread and another carry. */
  static final class Carrying extends Workflow {
    record Go() implements StartEvent {}

    final AtomicReference<Map<String, String>> own = new AtomicReference<>(Map.of());
    final List<String> other = Collections.synchronizedList(new ArrayList<>());

    @Step
    StopEvent work(Context ctx, Go go) throws InterruptedException {
      own.set(Map.copyOf(MDC.getCopyOfContextMap()));
      Thread.ofVirtual().start(this::look).join();
      return StopEvent.of(ctx.equals(Context.current()));
    }

    private void look() {
      Map<String, String> mdc = MDC.getCopyOfContextMap();
      other.add("logs " + (mdc == null ? Map.of() : mdc));
      try {
        other.add("is in step " + Context.current().step());
      } catch (IllegalStateException e) {
        other.add(String.valueOf(e.getMessage()));
      }
    }
  }

  @Test
  void whatLogsAndTheCurrentContextAreTakenFromIsOnTheStepsOwnThreadOnly() throws Exception {
    Carrying workflow = new Carrying();
    Handler run = InProcessRunner.of(workflow).withRunIds(() -> "r").run(new Carrying.Go());

    assertThat(run.result()).isEqualTo(true);
    assertThat(workflow.own).hasValue(Map.of("run", "r", "step", "work", "attempt", "1"));
    assertThat(workflow.other)
        .containsExactly(
            "logs {}",
            "no step runs on this thread; Context.current() works on a step's own thread only");
  }

  static final class Quiet extends Workflow {
    record Go() implements StartEvent {}

    record Part() implements Event {}

    final CountDownLatch open = new CountDownLatch(1);

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(), new Part());
    }

    @Step(workers = 1)
    Done work(Part part) throws InterruptedException {
      open.await();
      return new Done();
    }

    record Done() implements Event {}

    @Step
    StopEvent end(List<Done> all) {
      return StopEvent.of(all.size());
    }
  }

  private static List<Event> internal(Handler run) {
    List<Event> internal = new ArrayList<>();
    for (StreamedEvent event : run.stream(StreamOptions.DEFAULT.withInternal())) {
      if (event.event() instanceof InternalEvent) {
        internal.add(event.event());
      }
    }
    return internal;
  }

  @Test
  void internalEventsAreNotMadeBeforeSomebodyAsksForThem() throws Exception {
    Quiet workflow = new Quiet();
    Handler unwatched = workflow.run();
    Await.until(() -> unwatched.runningSteps().contains("work"));
    workflow.open.countDown();
    assertThat(unwatched.result()).isEqualTo(2L);
    Handler watched = InProcessRunner.of(workflow).withInternalEvents().run(new Quiet.Go());
    assertThat(watched.result()).isEqualTo(2L);

    assertThat(internal(unwatched)).isEmpty();
    assertThat(internal(watched)).isNotEmpty();
  }
}
