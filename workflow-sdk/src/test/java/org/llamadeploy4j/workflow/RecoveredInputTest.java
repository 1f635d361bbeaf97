package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run that goes on from a snapshot may be given, and what it is called. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class RecoveredInputTest {

  static final class Asking extends Workflow {
    record Ask() implements StartEvent {}

    record Done(String text) implements StopEvent {}

    record Question() implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    record Nudge() implements Event {}

    @Step(waits = Answer.class, streams = Nudge.class)
    Done ask(Context ctx, Ask ask) {
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question());
      return new Done(ctx.waitForEvent(Answer.class, asking).text());
    }
  }

  private final InProcessRunner runner =
      InProcessRunner.of(new Asking()).withInternalEvents().withRunIds(() -> "r1");
  private final Handler original = runner.run(new Asking.Ask());
  private Snapshot snapshot = Snapshot.of(new byte[0]);

  @BeforeEach
  void snapshot() throws Exception {
    assertThat(original.events().iterator().next()).isEqualTo(new Asking.Question());
    snapshot = original.snapshot();
  }

  @AfterEach
  void endTheOriginal() {
    original.cancel();
  }

  @Test
  void aStartEventIsRefusedSinceTheRunHasBegun() {
    assertThatThrownBy(() -> runner.recover(snapshot).with(new Asking.Ask()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a run takes no event 'Ask' from outside; it takes [Answer, ");
  }

  @Test
  void aStopEventIsRefused() {
    assertThatThrownBy(() -> runner.recover(snapshot).with(new Asking.Done("x")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a run takes no event 'Done' from outside");
  }

  @Test
  void anEventThatNobodyWaitsForIsToldOfAsWithSend() throws Exception {
    Handler again =
        runner
            .recover(snapshot)
            .withRunId("r2")
            .with(new Asking.Nudge())
            .with(new Asking.Answer("yes"))
            .start();

    assertThat(again.result(Asking.Done.class)).isEqualTo(new Asking.Done("yes"));
    assertThat(
            StreamSupport.stream(
                    again.stream(StreamOptions.DEFAULT.withInternal()).spliterator(), false)
                .map(StreamedEvent::event)
                .filter(UnhandledEvent.class::isInstance))
        .containsExactly(new UnhandledEvent("Nudge", "no step takes it and nothing waits for it"));
  }

  @Test
  void aRunBesideTheLivingOriginalNeedsAnotherIdAndIsToldHow() {
    assertThatThrownBy(() -> runner.recover(snapshot).with(new Asking.Answer("yes")).start())
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("run_id_taken"))
        .hasMessage(
            "run r1, of which the snapshot is, has not ended here; cancel it first, or let both go on with recover(…).withRunId(…)");
  }

  @Test
  void aRunWithAnIdThatIsTakenIsToldWhatToDo() {
    assertThatThrownBy(() -> runner.run(new Asking.Ask(), "r1"))
        .hasMessage("run r1 has not ended; give each run an id of its own");
  }
}
