package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Events whose ids a run knows from its journal. A store that has forgotten the id has put such an
 * event into the inbox, which has to be empty before the run can end.
 */
class RepeatedEventsTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final CoreInput.Incoming NUDGE =
      new CoreInput.Incoming("e-1", "Nudge", ExampleFlow.event("Nudge"), null, "");
  private static final CoreInput.Incoming OTHER =
      new CoreInput.Incoming("e-2", "Nudge", ExampleFlow.event("Nudge"), null, "");
  private static final Tick TAKEN_BEFORE =
      new Tick.EventRefused(NOW, "e-1", "Nudge", "an event with the id e-1 was taken before");

  private final Reducer reducer = reducer();

  private static Reducer reducer() {
    FlowPlan.Roles roles = new FlowPlan.Roles(Set.of("Stop"), Set.of(), Set.of(), Set.of("Nudge"));
    FlowPlan plan =
        new FlowPlan(List.of(ExampleFlow.step("ask", 1, "Start")), roles, Duration.ofHours(1));
    return new Reducer(plan, (event, component) -> null);
  }

  private static CoreInput arrived(CoreInput.Incoming... events) {
    return new CoreInput.Arrived(List.of(events));
  }

  private static CoreInput.StepEnded stopped() {
    return new CoreInput.StepEnded(AttemptId.of(1, 1), ExampleFlow.stop("done"), Map.of());
  }

  private static Action.Batch commit(RunCore core) {
    Action.Batch batch = core.nextBatch().orElseThrow();
    core.handle(new CoreInput.Committed(List.of()), NOW);
    return batch;
  }

  /** A core whose step runs, and which has taken the event. */
  private RunCore withTheEventInItsJournal(List<Tick> journal) {
    RunCore core = new RunCore(reducer);
    core.handle(Resumption.begin(), NOW);
    core.handle(arrived(NUDGE), NOW);
    journal.addAll(commit(core).ticks());
    return core;
  }

  @Test
  void anEventThatTheJournalHasIsTakenOutOfTheInboxWithoutEffect() {
    RunCore core = withTheEventInItsJournal(new ArrayList<>());
    RunState before = core.head();

    core.handle(arrived(NUDGE, OTHER), NOW);

    Action.Batch batch = core.nextBatch().orElseThrow();
    assertThat(batch.inboxTaken()).isEqualTo(2);
    assertThat(batch.ticks().getFirst()).isEqualTo(TAKEN_BEFORE);
    assertThat(reducer.reduce(before, TAKEN_BEFORE).state()).isEqualTo(before);
    assertThat(core.head().kept()).hasSize(2);
  }

  @Test
  void anEventThatTheJournalOfAnotherDriverHasIsTakenOutOfTheInboxToo() {
    List<Tick> journal = new ArrayList<>();
    withTheEventInItsJournal(journal);
    RunCore next = new RunCore(reducer);
    next.handle(new CoreInput.Resume(journal, reducer.fold(journal)), NOW);

    next.handle(arrived(NUDGE), NOW);

    assertThat(next.nextBatch().orElseThrow())
        .satisfies(batch -> {
          assertThat(batch.ticks()).contains(TAKEN_BEFORE);
          assertThat(batch.inboxTaken()).isEqualTo(1);
        });
  }

  @Test
  void anEventThatIsHandedOverAgainBeforeItIsDurableIsOneEntryOfTheInbox() {
    RunCore core = withTheEventInItsJournal(new ArrayList<>());
    core.handle(arrived(NUDGE, OTHER), NOW);
    core.handle(arrived(NUDGE, OTHER), NOW);

    assertThat(commit(core).inboxTaken()).isEqualTo(2);
    assertThat(core.nextBatch()).isEmpty();
  }

  @Test
  void anEndThatSuchAnEventRefusedIsWrittenWithIt() {
    RunCore core = withTheEventInItsJournal(new ArrayList<>());
    core.handle(stopped(), NOW);
    assertThat(core.nextBatch().orElseThrow().ending()).isNotNull();
    core.handle(arrived(NUDGE), NOW);

    core.handle(new CoreInput.InboxChanged(List.of()), NOW);

    Action.Batch end = core.nextBatch().orElseThrow();
    assertThat(end.ending()).isInstanceOf(Ending.Stopped.class);
    assertThat(end.inboxTaken()).isEqualTo(1);
    assertThat(end.ticks()).hasSize(2).startsWith(TAKEN_BEFORE);
  }
}
