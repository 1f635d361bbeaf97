package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that begins with the state of a snapshot goes on as the run that the state was of. */
class RecoveredRunTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private static List<RunState> states(ExampleFlow flow) {
    List<RunState> states = new ArrayList<>();
    RunState state = RunState.NEW;
    for (Tick tick : ExampleRuns.journal(flow)) {
      state = flow.reducer().reduce(state, tick).state();
      states.add(state.pausedAt(NOW.plusSeconds(1)));
    }
    states.removeIf(RunState::ended);
    return states;
  }

  private static CoreInput recover(RunState state) {
    return new CoreInput.Recover("run-2", state, List.of());
  }

  @ParameterizedTest
  @EnumSource
  void everyStateLeadsToTheSameEnd(ExampleFlow flow) {
    for (RunState state : states(flow)) {
      FakeStore store = new FakeStore();
      RunCore core = new RunCore(flow.reducer());
      Resumption.drive(flow, store, core, recover(state));

      assertThat(result(store.ending())).as("%s", state).isEqualTo(flow.expected());
      assertThat(flow.reducer().fold(store.journal)).isEqualTo(core.durable());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyPrefixOfItsJournalResumes(ExampleFlow flow) {
    for (RunState state : states(flow)) {
      FakeStore whole = new FakeStore();
      Resumption.drive(flow, whole, new RunCore(flow.reducer()), recover(state));
      for (int length = 1; length <= whole.journal.size(); length++) {
        FakeStore store = new FakeStore();
        store.journal.addAll(whole.journal.subList(0, length));
        CoreInput resume =
            new CoreInput.Resume(List.copyOf(store.journal), flow.reducer().fold(store.journal));
        Resumption.drive(flow, store, new RunCore(flow.reducer()), resume);

        assertThat(result(flow.reducer().fold(store.journal).ending())).isEqualTo(flow.expected());
      }
    }
  }

  private static @Nullable String result(@Nullable Ending ending) {
    assertThat(ending).isNotNull();
    return ending instanceof Ending.Stopped e
        ? e.stop().payload().toString().replaceAll(".*:\"(.*)\"}", "$1")
        : null;
  }

  @ParameterizedTest
  @EnumSource
  void itArmsTheTimersOfItsState(ExampleFlow flow) {
    for (RunState state : states(flow)) {
      Tick tick = new Tick.Recovered(NOW.plusSeconds(60), "run-2", state);
      Reduction reduction = flow.reducer().reduce(RunState.NEW, tick);
      Map<TimerId, Instant> armed = new HashMap<>();
      reduction.commands().forEach(command -> follow(command, RunPath.ROOT, armed));

      assertThat(armed).isEqualTo(flow.reducer().timers(reduction.state()));
    }
  }

  private static void follow(Command command, RunPath path, Map<TimerId, Instant> armed) {
    if (command instanceof Command.Arm c) {
      armed.put(path.wrap(c.timer()), c.at());
    } else if (command instanceof Command.Disarm c) {
      armed.remove(path.wrap(c.timer()));
    } else if (command instanceof Command.InChild c) {
      follow(c.command(), path.child(c.item()), armed);
    }
  }

  @Test
  void timeBetweenTheSnapshotAndTheRecoveryIsNotActiveTime() {
    RunState running = states(ExampleFlow.CHAIN).getFirst();
    assertThat(running.active()).isEqualTo(new ActiveTime(Duration.ofSeconds(1), null));

    Instant later = NOW.plus(Duration.ofDays(30));
    RunState recovered =
        ExampleFlow.CHAIN
            .reducer()
            .reduce(RunState.NEW, new Tick.Recovered(later, "run-2", running))
            .state();

    assertThat(recovered.active()).isEqualTo(new ActiveTime(Duration.ofSeconds(1), later));
  }

  @Test
  void whatComesWithItCountsBeforeATimeLimitThatHasPassedSince() {
    ExampleFlow flow = ExampleFlow.HUMAN_ANSWER;
    RunState waiting = states(flow).getLast();
    RunState asks =
        states(flow).stream().filter(RunState::waiting).reduce((a, b) -> b).orElse(waiting);
    RunCore core = new RunCore(flow.reducer());

    core.handle(
        new CoreInput.Recover("run-2", asks, flow.outside()), NOW.plus(Duration.ofDays(30)));

    assertThat(core.head().items().values())
        .allSatisfy(item -> assertThat(item.phase()).isNotEqualTo(WorkItem.Phase.WAITING));
  }

  @Test
  void aRunThatEndedCannotBeRecovered() {
    RunState ended = ExampleFlow.CHAIN.reducer().fold(ExampleRuns.journal(ExampleFlow.CHAIN));

    assertThatThrownBy(() -> recover(ended)).hasMessageContaining("a run that goes on");
    assertThatThrownBy(() -> recover(RunState.NEW)).hasMessageContaining("a run that goes on");
  }

  @Test
  void theRequestAloneIsCommittedWhenSomebodyAsksForIt() {
    RunCore core = new RunCore(ExampleFlow.CHAIN.reducer());
    core.handle(Resumption.begin(), NOW);
    assertThat(core.nextBatch()).isEmpty();

    core.commitAll();

    assertThat(core.nextBatch()).isPresent();
    core.handle(new CoreInput.Committed(List.of()), NOW);
    assertThat(core.durable()).isEqualTo(core.head());
    assertThat(core.nextBatch()).isEmpty();
  }
}
