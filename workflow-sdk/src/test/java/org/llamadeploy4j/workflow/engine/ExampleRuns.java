package org.llamadeploy4j.workflow.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The states that runs of the example workflows pass through, for tests of other packages. */
public final class ExampleRuns {

  private static final int SEEDS = 20;

  private ExampleRuns() {}

  /** The state after every prefix of journals of all examples, with what it is the state of. */
  public static void forEachState(BiConsumer<String, RunState> test) {
    for (ExampleFlow flow : ExampleFlow.values()) {
      forEachState(flow + " in order", flow, journal(flow), test);
      for (int seed = 0; seed < SEEDS; seed++) {
        List<Tick> journal = Simulation.journal(flow, seed);
        forEachState(flow + " seed " + seed, flow, journal, test);
      }
    }
  }

  static List<Tick> journal(ExampleFlow flow) {
    FakeStore store = new FakeStore();
    Resumption.drive(flow, store, new RunCore(flow.reducer()), Resumption.begin());
    return new ArrayList<>(store.journal);
  }

  private static void forEachState(
      String name, ExampleFlow flow, List<Tick> journal, BiConsumer<String, RunState> test) {
    RunState state = RunState.NEW;
    test.accept(name + ", before it began", state);
    for (int length = 1; length <= journal.size(); length++) {
      state = flow.reducer().reduce(state, journal.get(length - 1)).state();
      test.accept(name + ", prefix of " + length, state);
    }
  }
}
