package org.llamadeploy4j.workflow.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs of a flow in which everything happens one after another, and what must hold of their
 * journals. Stateless.
 *
 * @param folding what is tested
 */
record Resumption(ExampleFlow flow, Folding folding) {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  /** More than any run of an example takes; a run that goes round for ever is found by it. */
  private static final int MOST_INPUTS = 5_000;

  /** A run from the begin to the end. */
  FakeStore whole() {
    FakeStore whole = new FakeStore();
    drive(whole, begin());
    assertThat(whole.ending()).as("%s: the end of the run", flow).isNotNull();
    return whole;
  }

  /** Every prefix of the journal is a state from which the run goes on to the same result. */
  void checkPrefixes() {
    FakeStore whole = whole();
    for (int length = 1; length <= whole.journal.size(); length++) {
      FakeStore store = new FakeStore();
      store.journal.addAll(whole.journal.subList(0, length));
      drive(store, new CoreInput.Resume(store.journal, folding.fold(store.journal)));

      Ending ending = folding.fold(store.journal).ending();
      assertThat(outcome(ending))
          .as("%s: prefix of %d", flow, length)
          .isEqualTo(outcome(whole.ending()));
    }
  }

  /** It comes out as the flow must. */
  void checkResult() {
    Ending ending = whole().ending();
    if (flow.expected() == null) {
      assertThat(ending).isInstanceOf(Ending.Failed.class);
    } else {
      assertThat(ending)
          .isInstanceOfSatisfying(
              Ending.Stopped.class,
              e ->
                  assertThat(e.stop().payload())
                      .hasToString("{\"result\":\"" + flow.expected() + "\"}"));
    }
  }

  /** The fold of the journal is the state of the core that wrote it. */
  void checkFold() {
    FakeStore store = new FakeStore();
    RunCore core = drive(store, begin());
    assertThat(folding.fold(store.journal)).isEqualTo(core.durable());
  }

  /** The timers that the commands arm are those of the state. */
  void checkTimers() {
    Map<TimerId, Instant> armed = new HashMap<>();
    RunState state = RunState.NEW;
    for (Tick tick : whole().journal) {
      Reduction reduction = folding.reduce(state, tick);
      state = reduction.state();
      for (Command command : reduction.commands()) {
        track(command, RunPath.ROOT, armed);
      }
      assertThat(armed).isEqualTo(folding.timers(state));
    }
  }

  private static void track(Command command, RunPath path, Map<TimerId, Instant> armed) {
    switch (command) {
      case Command.Arm c -> armed.put(path.wrap(c.timer()), c.at());
      case Command.Disarm c -> armed.remove(path.wrap(c.timer()));
      case Command.InChild c -> track(c.command(), path.child(c.item()), armed);
      default -> {}
    }
  }

  /** How it ended, without the attempt, which a resumption may raise. */
  private static Object outcome(@Nullable Ending ending) {
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
  private RunCore drive(FakeStore store, CoreInput first) {
    RunCore core = new RunCore(folding);
    drive(flow, store, core, first);
    return core;
  }

  /** The same with a core that is there already. */
  static void drive(ExampleFlow flow, FakeStore store, RunCore core, CoreInput first) {
    RunState shown = RunState.NEW;
    Instant now = NOW;
    Map<TimerId, Instant> timers = new HashMap<>();
    Deque<CoreInput> inputs = new ArrayDeque<>(List.of(first));
    boolean answered = false;
    int handled = 0;
    while (!inputs.isEmpty()) {
      if (++handled > MOST_INPUTS) {
        throw new AssertionError(flow + " goes round for ever");
      }
      for (Action action : core.handle(inputs.removeFirst(), now)) {
        if (action instanceof Action.ShowStates a) {
          shown = a.state();
        } else if (action instanceof Action.Arm a) {
          timers.put(a.timer(), a.at());
        } else if (action instanceof Action.Disarm a) {
          timers.remove(a.timer());
        } else if (action instanceof Action.StartStep a) {
          AttemptId id = new AttemptId(a.path(), a.item().id(), a.item().attempt());
          inputs.add(perform(flow, id, a.item(), shown.statesAt(a.path())));
        } else if (action instanceof Action.Recompute a) {
          WorkItem item = requireNonNull(core.head().running(a.attempt()));
          inputs.add(perform(flow, a.attempt(), item, a.states()));
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

  private static CoreInput perform(
      ExampleFlow flow, AttemptId id, WorkItem item, Map<String, StateCell> states) {
    CoreInput.Outcome outcome = flow.perform(item, states);
    return new CoreInput.StepEnded(id, outcome, ExampleFlow.based(outcome, states));
  }
}
