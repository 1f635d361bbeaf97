package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a run has in hand when it ends, nothing of it is left but how it ended and its states.
 */
class EndedRunTest {

  private static final Instant LATER = Instant.parse("2040-01-01T00:00:00Z");
  private static final int SEEDS = 20;

  private static RunState cancelled(ExampleFlow flow, RunState state) {
    return flow.reducer().reduce(state, new Tick.CancelRequested(LATER, "enough")).state();
  }

  private static void forEachState(ExampleFlow flow, Consumer<RunState> test) {
    for (int seed = -1; seed < SEEDS; seed++) {
      List<Tick> journal = seed < 0 ? ExampleRuns.journal(flow) : Simulation.journal(flow, seed);
      RunState state = RunState.NEW;
      for (Tick tick : journal) {
        state = flow.reducer().reduce(state, tick).state();
        test.accept(state);
        test.accept(collecting(flow, state));
      }
    }
  }

  /** The state after one of the steps that run has put an event into a buffer. */
  private static RunState collecting(ExampleFlow flow, RunState state) {
    return state.items().values().stream()
        .filter(item -> item.phase() == WorkItem.Phase.RUNNING)
        .findFirst()
        .map(item ->
            new Tick.Collected(
                LATER,
                item.id(),
                item.attempt(),
                "default",
                ExampleFlow.event("Part"),
                List.of("Part", "Part")))
        .map(tick -> flow.reducer().reduce(state, tick).state())
        .orElse(state);
  }

  // T214
  @ParameterizedTest
  @EnumSource
  void nothingIsLeftOfARunThatEndsInAnyState(ExampleFlow flow) {
    forEachState(
        flow,
        state -> {
          RunState ended = state.ended() ? state : cancelled(flow, state);

          assertThat(ended)
              .as("%s, ended from %s", flow, state)
              .isEqualTo(
                  new RunState(
                      ended.begun(),
                      ended.next(),
                      Work.NONE,
                      RunState.NEW.streams(),
                      Buffers.EMPTY,
                      Children.NONE,
                      state.states(),
                      RunState.NEW.kept(),
                      ended.active(),
                      ended.ending()));
          assertThat(flow.reducer().timers(ended)).as("%s: timers", flow).isEmpty();
        });
  }

  /** The states above have something of everything, so that the test above means something. */
  @Test
  void runsHaveEverythingInHandBeforeTheyEnd() {
    Set<String> seen = new TreeSet<>();
    for (ExampleFlow flow : ExampleFlow.values()) {
      forEachState(flow, state -> note(state, seen));
    }

    assertThat(seen)
        .containsExactly(
            "DELAYED",
            "QUEUED",
            "RUNNING",
            "WAITING",
            "a child",
            "a collected event",
            "a filled slot",
            "a kept event",
            "an open stream");
  }

  private static void note(RunState state, Set<String> seen) {
    state.items().values().forEach(item -> seen.add(item.phase().name()));
    note(!state.streams().isEmpty(), "an open stream", seen);
    note(!state.buffers().slots().isEmpty(), "a filled slot", seen);
    note(!state.buffers().collects().isEmpty(), "a collected event", seen);
    note(!state.children().runs().isEmpty(), "a child", seen);
    note(!state.kept().isEmpty(), "a kept event", seen);
  }

  private static void note(boolean there, String what, Set<String> seen) {
    if (there) {
      seen.add(what);
    }
  }
}
