package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every prefix of every journal is a state from which the run goes on to the same result. */
class PrefixResumptionTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @ParameterizedTest
  @EnumSource
  void everyPrefixOfAJournalResumesToTheSameEnd(ExampleFlow flow) {
    FakeStore whole = new FakeStore();
    drive(flow, whole, new RunCore(flow.reducer()), begin());
    Ending expected = whole.ending();
    assertThat(expected).isNotNull();

    for (int length = 1; length <= whole.journal.size(); length++) {
      FakeStore store = new FakeStore();
      store.journal.addAll(whole.journal.subList(0, length));
      drive(flow, store, new RunCore(flow.reducer()), new CoreInput.Resume(store.journal));

      Ending ending = flow.reducer().fold(store.journal).ending();
      assertThat(outcome(ending)).as("prefix of %d", length).isEqualTo(outcome(expected));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFoldOfAJournalIsTheStateOfTheCoreThatWroteIt(ExampleFlow flow) {
    FakeStore store = new FakeStore();
    RunCore core = new RunCore(flow.reducer());
    drive(flow, store, core, begin());

    assertThat(flow.reducer().fold(store.journal)).isEqualTo(core.durable());
  }

  @ParameterizedTest
  @EnumSource
  void theTimersACommandStreamArmsAreThoseOfTheState(ExampleFlow flow) {
    FakeStore store = new FakeStore();
    drive(flow, store, new RunCore(flow.reducer()), begin());
    Set<TimerId> armed = new HashSet<>();
    RunState state = RunState.NEW;
    for (Tick tick : store.journal) {
      Reduction reduction = flow.reducer().reduce(state, tick);
      state = reduction.state();
      for (Command command : reduction.commands()) {
        track(command, RunPath.ROOT, armed);
      }
      assertThat(armed).isEqualTo(flow.reducer().timers(state).keySet());
    }
  }

  private static void track(Command command, RunPath path, Set<TimerId> armed) {
    switch (command) {
      case Command.Arm c -> armed.add(path.wrap(c.timer()));
      case Command.Disarm c -> armed.remove(path.wrap(c.timer()));
      case Command.InChild c -> track(c.command(), path.child(c.item()), armed);
      default -> {}
    }
  }

  /** How it ended, without the attempt, which a resumption may raise. */
  private static Object outcome(@org.jspecify.annotations.Nullable Ending ending) {
    return switch (ending) {
      case Ending.Stopped e -> e.stop();
      case Ending.Failed e -> e.fault();
      case Ending.TimedOut e -> e;
      case Ending.Cancelled e -> e;
      case null -> "no end";
    };
  }

  static CoreInput begin() {
    return new CoreInput.Begin("run-1", ExampleFlow.event("Start"), null, Map.of());
  }

  /** Runs everything one after another until nothing is left to do; time passes when it must. */
  static void drive(ExampleFlow flow, FakeStore store, RunCore core, CoreInput first) {
    RunState shown = RunState.NEW;
    Instant now = NOW;
    Map<TimerId, Instant> timers = new HashMap<>();
    Deque<CoreInput> inputs = new ArrayDeque<>(List.of(first));
    boolean answered = false;
    while (!inputs.isEmpty()) {
      for (Action action : core.handle(inputs.removeFirst(), now)) {
        if (action instanceof Action.ShowStates a) {
          shown = a.state();
        } else if (action instanceof Action.Arm a) {
          timers.put(a.timer(), a.at());
        } else if (action instanceof Action.Disarm a) {
          timers.remove(a.timer());
        } else if (action instanceof Action.StartStep a) {
          AttemptId id = new AttemptId(a.path(), a.item().id(), a.item().attempt());
          var states = shown.statesAt(a.path());
          CoreInput.Outcome outcome = flow.perform(a.item(), states);
          inputs.add(new CoreInput.StepEnded(id, outcome, ExampleFlow.based(outcome, states)));
        }
      }
      Optional<Action.Batch> batch = core.nextBatch();
      if (batch.isPresent()) {
        inputs.addFirst(store.commit(store.owner, batch.get()));
      } else if (inputs.isEmpty() && !answered && !flow.outside().isEmpty()) {
        answered = true;
        List<CoreInput.Incoming> outside = new ArrayList<>(flow.outside());
        inputs.add(new CoreInput.Arrived(outside));
        store.inbox.addAll(outside);
        store.inboxSeen = store.inbox.size();
      } else if (inputs.isEmpty() && store.endings.isEmpty() && !timers.isEmpty()) {
        var next = Collections.min(timers.entrySet(), Map.Entry.comparingByValue());
        timers.remove(next.getKey());
        now = next.getValue().isAfter(now) ? next.getValue() : now;
        inputs.add(new CoreInput.TimerDue(next.getKey()));
      }
    }
  }
}
