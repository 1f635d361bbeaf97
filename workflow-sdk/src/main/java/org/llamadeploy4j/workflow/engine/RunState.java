package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a run: the fold of its journal. Immutable and compared by value.
 *
 * @param begun when the run began, or null before
 * @param nextItem the id the next work item gets
 * @param items the work that is not done, by id
 * @param states the run's states by name
 * @param kept answers that nobody has taken yet, oldest first
 * @param active how long it was active
 * @param ending how it ended, or null
 */
public record RunState(
    @Nullable Instant begun,
    long nextItem,
    SortedMap<Long, WorkItem> items,
    Map<String, StateCell> states,
    List<EventData> kept,
    ActiveTime active,
    @Nullable Ending ending) {

  /** The state before the first tick. */
  public static final RunState NEW =
      new RunState(null, 1, new TreeMap<>(), Map.of(), List.of(), ActiveTime.NONE, null);

  public RunState {
    items = Collections.unmodifiableSortedMap(items);
    states = Map.copyOf(states);
    kept = List.copyOf(kept);
  }

  /** Whether the run is over. */
  public boolean ended() {
    return ending != null;
  }

  /** Whether nothing can happen before an event comes or a timer fires. */
  public boolean waiting() {
    return !active.running();
  }

  /** The item that this attempt is of, if it runs. */
  public @Nullable WorkItem running(long item, int attempt) {
    WorkItem found = items.get(item);
    return found != null && found.runs(attempt) ? found : null;
  }
}
