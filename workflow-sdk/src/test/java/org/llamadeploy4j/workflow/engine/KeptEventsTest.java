package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Events from outside that come before their wait, as journals have them. */
class KeptEventsTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final EventData NUDGE = ExampleFlow.event("Nudge");

  private static Reducer awaiting(Set<String> types) {
    FlowPlan.Roles roles = new FlowPlan.Roles(Set.of("Stop"), Set.of(), Set.of(), types);
    FlowPlan plan =
        new FlowPlan(List.of(ExampleFlow.step("ask", 1, "Start")), roles, Duration.ofHours(1));
    return new Reducer(plan, (event, component) -> null);
  }

  private final Reducer declaring = awaiting(Set.of("Nudge"));
  private final Reducer notDeclaring = awaiting(Set.of());

  /** A run that is sent the event while its step runs, which waits for such an event then. */
  private static List<Tick> sentBeforeTheWait(boolean awaited) {
    Awaited wait = new Awaited.Events(List.of("Nudge"), Map.of(), null, null);
    return List.of(
        new Tick.RunStarted(NOW, "run-1", ExampleFlow.event("Start"), Map.of()),
        new Tick.EventReceived(NOW, "e-1", NUDGE, null, awaited),
        new Tick.StepSuspended(NOW, 1, 1, List.of(), Map.of(), List.of(), wait));
  }

  @Test
  void anEventThatWasAwaitedIsKeptUntilItsWait() {
    List<Tick> journal = sentBeforeTheWait(true);

    assertThat(declaring.fold(journal.subList(0, 2)).kept()).containsExactly(new Kept(NUDGE, null));
    RunState after = declaring.fold(journal);
    assertThat(after.kept()).isEmpty();
    assertThat(after.work().item(1))
        .satisfies(item -> {
          assertThat(item.phase()).isEqualTo(WorkItem.Phase.RUNNING);
          assertThat(item.memory().answers()).containsExactly(new Answer.Given(NUDGE));
        });
  }

  @Test
  void anEventThatAnEarlierEngineDroppedIsDroppedInItsJournalForEver() {
    RunState after = declaring.fold(sentBeforeTheWait(false));

    assertThat(after.kept()).isEmpty();
    assertThat(after.work().item(1))
        .satisfies(item -> assertThat(item.phase()).isEqualTo(WorkItem.Phase.WAITING));
  }

  @Test
  void anEventThatAnEarlierVersionOfTheWorkflowKeptIsKeptInItsJournalForEver() {
    assertThat(notDeclaring.fold(sentBeforeTheWait(true)))
        .isEqualTo(declaring.fold(sentBeforeTheWait(true)));
  }

  @Test
  void whetherAnEventWasAwaitedIsWrittenDownWhenItComes() {
    RunCore core = new RunCore(declaring);
    core.handle(Resumption.begin(), NOW);
    EventData other = ExampleFlow.event("Other");
    core.handle(
        new CoreInput.Arrived(
            List.of(
                new CoreInput.Incoming("e-1", "Nudge", NUDGE, null, ""),
                new CoreInput.Incoming("e-2", "Other", other, "ask", ""))),
        NOW);

    assertThat(core.nextBatch().orElseThrow().ticks().subList(1, 3))
        .containsExactly(
            new Tick.EventReceived(NOW, "e-1", NUDGE, null, true),
            new Tick.EventReceived(NOW, "e-2", other, "ask", false));
    assertThat(core.head().kept()).containsExactly(new Kept(NUDGE, null));
  }
}
