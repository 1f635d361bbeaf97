package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.retry.RetryIf;
import org.llamadeploy4j.workflow.retry.RetryPolicy;
import org.llamadeploy4j.workflow.retry.Stop;
import org.llamadeploy4j.workflow.retry.Wait;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** Rule 25 for children: the parent's policy sees what was thrown in the child. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class ChildFailuresTest {

  /** Two attempts for what a broken line caused. */
  public static final class OnBrokenLines implements java.util.function.Supplier<RetryPolicy> {
    @Override
    public RetryPolicy get() {
      return RetryPolicy.of(
          RetryIf.causedBy(IOException.class), Wait.none(), Stop.afterAttempts(2));
    }
  }

  public static final class Reading extends Workflow {
    public record Begin(String throwing) implements StartEvent {}

    @Step
    StopEvent read(Begin begin) throws IOException {
      switch (begin.throwing()) {
        case "io" -> throw new IOException("line is down");
        case "subtype" -> throw new FileNotFoundException("no file");
        case "caused" -> throw new UncheckedIOException(new IOException("line is down"));
        default -> throw new IllegalStateException("a defect");
      }
    }
  }

  static final class Parent extends Workflow {
    record Ask(String throwing) implements StartEvent {}

    @Step(children = Reading.class)
    @Retry(policy = OnBrokenLines.class)
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(
          ctx.child("reader", Reading.class, new Reading.Begin(ask.throwing()), String.class));
    }
  }

  private static int attempts(TestRun run) {
    return run.failure().orElseThrow().attempts();
  }

  private static TestRun crashedEverywhere(String throwing) {
    return WorkflowTest.of(Parent::new).crashEverywhere(new Parent.Ask(throwing));
  }

  @Test
  void aPolicyForCausesMatchesWhatTheChildThrewLiveAndAfterEveryCrash() {
    assertThat(attempts(crashedEverywhere("io"))).isEqualTo(2);
  }

  @Test
  void aPolicyForCausesMatchesSubtypesOfWhatItNames() {
    assertThat(attempts(crashedEverywhere("subtype"))).isEqualTo(2);
  }

  @Test
  void aPolicyForCausesMatchesTheCauseOfWhatTheChildThrew() {
    assertThat(attempts(crashedEverywhere("caused"))).isEqualTo(2);
  }

  @Test
  void aPolicyForCausesDoesNotMatchAnotherFailureOfTheChild() {
    assertThat(attempts(crashedEverywhere("defect"))).isEqualTo(1);
  }

  static final class Grandparent extends Workflow {
    record Ask() implements StartEvent {}

    @Step(children = Middle.class)
    @Retry(policy = OnBrokenLines.class)
    StopEvent run(Context ctx, Ask ask) {
      return StopEvent.of(ctx.child("middle", Middle.class, new Middle.Begin(), String.class));
    }
  }

  public static final class Middle extends Workflow {
    public record Begin() implements StartEvent {}

    @Step(children = Reading.class)
    StopEvent run(Context ctx, Begin begin) {
      return StopEvent.of(
          ctx.child("reader", Reading.class, new Reading.Begin("io"), String.class));
    }
  }

  @Test
  void whatAGrandchildThrewIsFoundAsWell() {
    TestRun run = WorkflowTest.of(Grandparent::new).crashEverywhere(new Grandparent.Ask());

    assertThat(attempts(run)).isEqualTo(2);
    assertThat(run.failure().orElseThrow()).hasMessageContaining("line is down");
  }

  /** Waits between the failure of its child and its own. */
  static final class Late extends Workflow {
    record Ask() implements StartEvent {}

    record Question() implements InputRequiredEvent {}

    record Answer() implements HumanResponseEvent {}

    @Step(children = Reading.class, waits = Answer.class)
    @Retry(policy = OnBrokenLines.class)
    StopEvent run(Context ctx, Ask ask) {
      try {
        return StopEvent.of(
            ctx.child("reader", Reading.class, new Reading.Begin("io"), String.class));
      } catch (ChildFailedException e) {
        ctx.waitForEvent(Answer.class, WaitOptions.defaults().withPrompt(new Question()));
        throw e;
      }
    }
  }

  @Test
  void aFailureThatIsInASnapshotMatchesAsWell() throws Exception {
    InProcessRunner runner = InProcessRunner.of(new Late());
    Handler run = runner.run(new Late.Ask());
    assertThat(run.events().iterator().next()).isEqualTo(new Late.Question());
    Snapshot snapshot = run.snapshot();

    Handler again = runner.recover(snapshot).withRunId("again").with(new Late.Answer()).start();
    RunFailedException failed = failure(again);
    run.cancel();

    assertThat(failed.attempts()).isEqualTo(2);
  }

  private static RunFailedException failure(Handler run) throws InterruptedException {
    try {
      throw new AssertionError("the run gave " + run.result());
    } catch (RunFailedException e) {
      return e;
    }
  }

  static final class Showing extends Workflow {
    record Ask(String throwing) implements StartEvent {}

    @Step(children = Reading.class)
    StopEvent run(Context ctx, Ask ask) {
      try {
        return StopEvent.of(
            ctx.child("reader", Reading.class, new Reading.Begin(ask.throwing()), String.class));
      } catch (ChildFailedException e) {
        StringBuilder chain = new StringBuilder();
        for (Throwable at = e.getCause(); at != null; at = at.getCause()) {
          chain.append(at).append(" <- ");
        }
        return StopEvent.of(chain.toString());
      }
    }
  }

  @Test
  void theCauseSaysWhatWasThrownWithItsTypeAndMessage() throws Exception {
    assertThat(new Showing().run(new Showing.Ask("caused")).result())
        .isEqualTo(
            "java.io.UncheckedIOException: java.io.IOException: line is down <- java.io.IOException: line is down <- ");
  }
}
