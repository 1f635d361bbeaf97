package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.UnhandledEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;

/** Answers that come before anything waits for them: kept within a bound, told of if unused. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class KeptAnswersTest {

  static final class Asks extends Workflow {
    record Ask() implements StartEvent {}

    record Question() implements InputRequiredEvent {}

    record Answer(int id) implements HumanResponseEvent {}

    record Nudge() implements Event {}

    @Step(waits = Answer.class, streams = Nudge.class)
    StopEvent ask(Context ctx, Ask ask) {
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question()).where("id", 7);
      return StopEvent.of(ctx.waitForEvent(Answer.class, asking).id());
    }
  }

  private final Handler run =
      InProcessRunner.of(new Asks()).withInternalEvents().run(new Asks.Ask());

  private List<UnhandledEvent> unhandled() {
    return StreamSupport.stream(
            run.stream(StreamOptions.DEFAULT.withInternal()).spliterator(), false)
        .map(StreamedEvent::event)
        .filter(UnhandledEvent.class::isInstance)
        .map(UnhandledEvent.class::cast)
        .toList();
  }

  @Test
  void anAnswerThatNoWaitTookIsToldOfWhenTheRunEnds() throws Exception {
    run.send(new Asks.Answer(8));
    run.send(new Asks.Answer(7));

    assertThat(run.result()).isEqualTo(7L);
    assertThat(unhandled())
        .containsExactly(
            new UnhandledEvent("Answer", "it was kept for a wait, and the run ended without one"));
  }

  @Test
  void anAnswerThatNoWaitTookIsToldOfWhenTheRunIsCancelled() {
    run.send(new Asks.Answer(8));
    run.cancel();

    assertThatThrownBy(run::result).isInstanceOf(RunCancelledException.class);
    assertThat(unhandled()).hasSize(1);
  }

  @Test
  void anEventThatIsNoAnswerAndThatNoStepWaitsForIsNotKept() throws Exception {
    run.send(new Asks.Nudge());
    run.send(new Asks.Answer(7));

    assertThat(run.result()).isEqualTo(7L);
    assertThat(unhandled())
        .containsExactly(new UnhandledEvent("Nudge", "no step takes it and nothing waits for it"));
  }

  @Test
  void whatIsMoreThanTheBoundIsToldOfAtOnceAndDropped() throws Exception {
    assertThat(run.events().iterator().next()).isEqualTo(new Asks.Question());
    for (int i = 0; i < 1_001; i++) {
      run.send(new Asks.Answer(-i));
    }
    run.send(new Asks.Answer(7));

    assertThat(run.result()).isEqualTo(7L);
    assertThat(unhandled())
        .hasSize(1_001)
        .contains(
            new UnhandledEvent(
                "Answer", "1000 events are kept already, for which nothing has waited yet"));
  }

  @Test
  void aRefusalNamesOnlyWhatARunMayTake() throws Exception {
    assertThatThrownBy(() -> run.send(new Asks.Ask()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "a run takes no event 'Ask' from outside; it takes [Answer, HumanResponseEvent, Nudge]");
    run.cancel();
  }
}
