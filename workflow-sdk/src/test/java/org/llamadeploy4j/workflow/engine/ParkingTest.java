package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.engine.ExampleFlow.Body;

/** When a core lets go of its run, and what becomes of what happens meanwhile. */
class ParkingTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final CoreInput PARK = new CoreInput.Park();

  private final RunCore core;
  private final ExampleFlow flow;

  ParkingTest() {
    this.flow = ExampleFlow.HUMAN_ANSWER;
    this.core = new RunCore(flow.reducer());
  }

  /** Drives a core until it has nothing to do. */
  private static void settle(RunCore core, ExampleFlow flow, CoreInput first) {
    List<CoreInput> inputs = new ArrayList<>(List.of(first));
    while (!inputs.isEmpty()) {
      for (Action action : core.handle(inputs.removeFirst(), NOW)) {
        if (action instanceof Action.StartStep start) {
          AttemptId id = new AttemptId(start.path(), start.item().id(), start.item().attempt());
          Map<String, StateCell> states = core.head().statesAt(start.path());
          CoreInput.Outcome outcome = flow.perform(start.item(), states);
          inputs.add(new CoreInput.StepEnded(id, outcome, ExampleFlow.based(outcome, states)));
        }
      }
      Optional<Action.Batch> batch = inputs.isEmpty() ? core.nextBatch() : Optional.empty();
      batch.ifPresent(b -> inputs.add(new CoreInput.Committed(List.of())));
    }
  }

  private static @Nullable Instant parkedUntil(RunCore core, Instant now) {
    return ((Action.Park) core.handle(PARK, now).getFirst()).due();
  }

  @Test
  void aRunWhoseStepsAllWaitIsLetGoOfUntilItsFirstTimer() {
    settle(core, flow, Resumption.begin());

    assertThat(core.handle(PARK, NOW))
        .containsExactly(new Action.Park(2, NOW.plus(Duration.ofDays(1))));
    assertThat(core.handle(new CoreInput.Parked(), NOW))
        .containsExactly(new Action.Finish(new Action.CoreEnd.Parked()));
    assertThat(core.handle(new CoreInput.Arrived(flow.outside()), NOW)).isEmpty();
    assertThat(core.nextBatch()).isEmpty();
  }

  @Test
  void aRunThatWillBeTriedAgainIsLetGoOfAndItsTimeLimitGoesOn() {
    ExampleFlow retry = ExampleFlow.RETRY;
    RunCore delayed = new RunCore(retry.reducer());
    settle(delayed, retry, Resumption.begin());

    assertThat(delayed.head().waiting()).isFalse();
    assertThat(delayed.head().atRest()).isTrue();
    assertThat(parkedUntil(delayed, NOW)).isEqualTo(NOW.plusSeconds(30));
    assertThat(retry.reducer().timers(delayed.head()))
        .containsEntry(new TimerId.RunLimit(), NOW.plus(Duration.ofHours(2)));
  }

  @Test
  void aParentWhoseChildSleepsIsLetGoOfUntilTheChildWakes() {
    ExampleFlow parent = ExampleFlow.CHILD;
    RunCore outer = new RunCore(parent.reducer());
    settle(outer, parent, Resumption.begin());

    assertThat(parkedUntil(outer, NOW)).isEqualTo(NOW.plusSeconds(40));
  }

  @Test
  void aRunThatIsDueInAMomentStays() {
    settle(core, flow, Resumption.begin());

    assertThat(core.handle(PARK, NOW.plus(Duration.ofDays(1)).minusMillis(1_999))).isEmpty();
    assertThat(parkedUntil(core, NOW.plus(Duration.ofDays(1)).minusMillis(2_000)))
        .isEqualTo(NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void aRunThatHasNotBegunOrRunsOrCommitsStays() {
    assertThat(core.handle(PARK, NOW)).isEmpty();

    List<Action> begun = core.handle(Resumption.begin(), NOW);
    assertThat(begun).hasAtLeastOneElementOfType(Action.StartStep.class);
    assertThat(core.handle(PARK, NOW)).isEmpty();

    Action.StartStep start =
        (Action.StartStep)
            begun.stream().filter(Action.StartStep.class::isInstance).findFirst().orElseThrow();
    Body body = java.util.Objects.requireNonNull(flow.bodies.get(start.item().step()));
    CoreInput.Outcome outcome = body.run(start.item(), Map.of());
    AttemptId id = new AttemptId(start.path(), start.item().id(), start.item().attempt());
    core.handle(new CoreInput.StepEnded(id, outcome, ExampleFlow.based(outcome, Map.of())), NOW);
    assertThat(core.head().atRest()).isTrue();
    assertThat(core.handle(PARK, NOW)).isEmpty();

    assertThat(core.nextBatch()).isPresent();
    assertThat(core.handle(PARK, NOW)).isEmpty();

    core.handle(new CoreInput.Committed(List.of()), NOW);
    assertThat(core.handle(PARK, NOW)).hasSize(1);
    assertThat(core.handle(PARK, NOW)).isEmpty();
  }

  @Test
  void whatHappensWhileTheLogIsAskedCountsWhenItRefuses() {
    settle(core, flow, Resumption.begin());
    core.handle(PARK, NOW);
    CoreInput.Incoming answer = flow.outside().getFirst();

    assertThat(core.handle(new CoreInput.Arrived(flow.outside()), NOW)).isEmpty();
    core.handle(new CoreInput.Cancel("enough"), NOW);
    assertThat(core.nextBatch()).isEmpty();

    core.handle(new CoreInput.InboxChanged(List.of(answer)), NOW);
    Action.Batch batch = core.nextBatch().orElseThrow();
    assertThat(batch.ticks())
        .containsExactly(
            new Tick.EventReceived(
                NOW, answer.id(), Objects.requireNonNull(answer.event()), null, false),
            new Tick.CancelRequested(NOW, "enough"));
    assertThat(batch.inboxTaken()).isEqualTo(1);
  }

  @Test
  void aRunThatIsToBeCancelledEndsInPlaceOfBeingLetGoOf() {
    settle(core, flow, Resumption.begin());
    core.handle(PARK, NOW);

    core.handle(new CoreInput.CancelledInstead("enough"), NOW);

    Action.Batch batch = core.nextBatch().orElseThrow();
    assertThat(batch.ticks()).containsExactly(new Tick.CancelRequested(NOW, "enough"));
    assertThat(batch.ending()).isEqualTo(new Ending.Cancelled("enough"));
  }

  @Test
  void aRefusalWithNothingNewLeavesTheRunAsItIs() {
    settle(core, flow, Resumption.begin());
    RunState before = core.head();
    core.handle(PARK, NOW);

    core.handle(new CoreInput.InboxChanged(List.of()), NOW);

    assertThat(core.head()).isEqualTo(before);
    assertThat(core.nextBatch()).isEmpty();
    assertThat(core.handle(PARK, NOW)).hasSize(1);
  }

  @Test
  void aFencedParkEndsTheDriver() {
    settle(core, flow, Resumption.begin());
    core.handle(PARK, NOW);

    assertThat(core.handle(new CoreInput.Fenced("epoch 2"), NOW))
        .containsExactly(new Action.Finish(new Action.CoreEnd.Fenced("epoch 2")));
  }
}
