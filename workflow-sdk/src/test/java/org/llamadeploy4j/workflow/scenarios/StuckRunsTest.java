package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowFailedEvent;
import org.llamadeploy4j.workflow.WorkflowIdleEvent;

/** Runs in which nothing can happen any more. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class StuckRunsTest {

  static final class Fading extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Done(int n) implements Event {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2));
    }

    @Step
    Done work(Part part) {
      return new Done(part.n());
    }

    @Step
    @Nullable StopEvent join(List<Done> done) {
      return null;
    }
  }

  // T150 (a stream without work closes by itself; what is left is a run with nothing to do)
  @Test
  void aRunWhoseStreamLedNowhereFailsInsteadOfHanging() {
    Handler run = new Fading().run();

    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class, e -> assertThat(e.code()).isEqualTo("stuck"));
    assertThat(run.events())
        .singleElement()
        .isInstanceOfSatisfying(
            WorkflowFailedEvent.class, e -> assertThat(e.exceptionMessage()).contains("stuck"));
  }

  static final class HalfFilled extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Other() implements Event {}

    @Step
    Part begin(Go go) {
      return new Part(1);
    }

    @Step
    @Nullable Other other(Go go) {
      return null;
    }

    @Step
    StopEvent both(Part part, Other other) {
      return StopEvent.of("both");
    }
  }

  // T150
  @Test
  void aStuckRunNamesTheStepsThatLackAnEvent() {
    assertThatThrownBy(() -> new HalfFilled().run().result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("some of the events they take, not all: [both]");
  }

  static final class HalfCollected extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    @Step
    Part begin(Go go) {
      return new Part(1);
    }

    @Step
    @Nullable StopEvent gather(Context ctx, Part part) {
      return ctx.collectEvents(part, List.of(Part.class, Part.class)).isPresent()
          ? StopEvent.of("both")
          : null;
    }
  }

  // T150
  @Test
  void aStuckRunNamesTheStepsThatStillCollect() {
    assertThatThrownBy(() -> new HalfCollected().run().result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("not all: [gather]")
        .hasMessageContaining("let every way through the workflow end in a stop event");
  }

  static final class Waiting extends Workflow {
    record Go() implements StartEvent {}

    record Part() implements Event {}

    record Question() implements InputRequiredEvent {}

    record Answer() implements HumanResponseEvent {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part());
    }

    @Step(waits = Answer.class)
    Answered ask(Context ctx, Part part) {
      ctx.waitForEvent(Answer.class, WaitOptions.defaults().withPrompt(new Question()));
      return new Answered();
    }

    record Answered() implements Event {}

    @Step
    StopEvent join(List<Answered> all) {
      return StopEvent.of(all.size());
    }
  }

  // T151
  @Test
  void aRunThatWaitsInAStreamIsReportedAsIdleAndDoesNotFail() throws Exception {
    Handler run = InProcessRunner.of(new Waiting()).withInternalEvents().run(new Waiting.Go());

    assertThat(
            StreamSupport.stream(
                    run.stream(StreamOptions.DEFAULT.withInternal()).spliterator(), false)
                .map(StreamedEvent::event)
                .anyMatch(WorkflowIdleEvent.class::isInstance))
        .isTrue();
    assertThat(run.isDone()).isFalse();

    run.send(new Waiting.Answer());
    assertThat(run.result()).isEqualTo(1L);
  }
}
