package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a core asks of the pure part of the engine. There is one, {@link Reducer}; tests put faulty
 * ones in its place, to see that they are found.
 */
public interface Folding {

  /** What the tick makes of the state. */
  Reduction reduce(RunState state, Tick tick);

  /** The timers that should be armed in this state. */
  Map<TimerId, Instant> timers(RunState state);

  /** When this timer is due, or null if it should not be armed. */
  @Nullable Instant due(RunState state, TimerId timer);

  /** Whether a step of the workflow, or of a child of it, may wait for events of this type. */
  boolean isAwaited(String type);

  /**
   * Folds a stored journal from the beginning.
   *
   * @throws MisplacedTickException when a tick is none that comes next, see {@link NextTick}
   */
  default RunState fold(Iterable<Tick> journal) {
    RunState state = RunState.NEW;
    int index = 0;
    for (Tick tick : journal) {
      String problem = NextTick.problem(state, tick);
      if (problem != null) {
        throw new MisplacedTickException(index, problem);
      }
      state = reduce(state, tick).state();
      index++;
    }
    return state;
  }
}
