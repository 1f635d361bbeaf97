package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.OutsideEvent;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** What a host is told about children, and how it reaches them. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // two events of one name are what this is about
class ChildProgramTest {

  /** Asks a human; its answer has the name of its parent's and other fields. */
  public static final class Research extends Workflow {
    public record Begin(String topic) implements StartEvent {}

    public record Question(String text) implements InputRequiredEvent {}

    public record Answer(int rating) implements HumanResponseEvent {}

    @Step
    StopEvent rate(Context ctx, Begin begin) {
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question(begin.topic() + "?"));
      return StopEvent.of(ctx.waitForEvent(Answer.class, asking).rating());
    }
  }

  static final class Parent extends Workflow {
    record Ask() implements StartEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    @Step(children = Research.class, waits = Answer.class)
    StopEvent run(Context ctx, Ask ask) {
      Integer rating =
          ctx.child("research", Research.class, new Research.Begin("cats"), Integer.class);
      return StopEvent.of(rating + " " + ctx.waitForEvent(Answer.class).text());
    }

    @Override
    public OptionalInt concurrentRuns() {
      return OptionalInt.of(3);
    }
  }

  private static WorkflowProgram load(Workflow workflow) {
    return WorkflowProgram.load(
        env -> workflow, ProgramOptions.of("svc", Env.empty(), ManualClock.create()));
  }

  private static ExternalEvent event(String id, String json, String step) {
    return new ExternalEvent(id, "Answer", json.getBytes(UTF_8), step);
  }

  @Test
  void anAddressTellsEventsOfOneNameApart() {
    ProgramTest.RecordingLog log = new ProgramTest.RecordingLog();
    RunHandle run =
        load(new Parent()).start(new RunRequest("r", "{}".getBytes(UTF_8), Map.of()), log);

    run.deliver(
        List.of(
            event("1", "{\"text\": \"parent's\"}", "run"),
            event("2", "{\"rating\": 7}", "research/rate")));

    assertThat(result(run)).isEqualTo("\"7 parent's\"");
    assertThat(log.events)
        .filteredOn(e -> e.type().equals("Question"))
        .extracting(PublishedEvent::origin)
        .containsExactly(
            new PublishedEvent.Origin(
                "Research",
                List.of(new PublishedEvent.Child("research", "Research", 1)),
                "rate",
                1,
                1));
  }

  private static String result(RunHandle run) {
    RunEnd end = run.ended().toCompletableFuture().join();
    RunOutcome outcome = ((RunEnd.Finished) end).outcome();
    return new String(((RunOutcome.Completed) outcome).resultJson(), UTF_8);
  }

  @Test
  void whatChildrenTakeFromOutsideIsDescribedAfterWhatTheWorkflowTakes() {
    var description = load(new Parent()).description();

    assertThat(description.outsideEvents())
        .filteredOn(e -> e.type().equals("Answer"))
        .flatExtracting(OutsideEvent::fields)
        .extracting(OutsideEvent.Field::name)
        .containsExactly("text", "rating");
    assertThat(description.outsideEvents()).extracting(OutsideEvent::type).contains("Question");
    assertThat(description.outsideEvents()).doesNotHaveDuplicates();
    assertThat(description.steps()).containsExactly("run");
    assertThat(description.childSteps()).containsExactly("rate");
  }

  @Test
  void aHostIsToldHowManyRunsTheAuthorAllows() {
    assertThat(load(new Parent()).concurrentRuns()).hasValue(3);
    assertThat(load(new Research()).concurrentRuns()).isEmpty();
  }

  static final class Never extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent go(Go go) {
      return StopEvent.of(1);
    }

    @Override
    public OptionalInt concurrentRuns() {
      return OptionalInt.of(0);
    }
  }

  @Test
  void aWorkflowThatAllowsNoRunIsRefusedWhenItIsLoaded() {
    assertThatThrownBy(() -> load(new Never()))
        .isInstanceOf(WorkflowDefinitionException.class)
        .hasMessageContaining("concurrentRuns() is 0; it must be at least 1");
  }
}
