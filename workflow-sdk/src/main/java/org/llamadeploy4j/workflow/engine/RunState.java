package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * All that is known about a run: the fold of its journal. Immutable and compared by value; its
 * collections share what they have in common with those of the state before.
 *
 * @param begun when the run began, or null before
 * @param next the ids to be given out next
 * @param work the work that is not done
 * @param streams the open streams
 * @param buffers events that wait for others
 * @param children the child runs that have not ended
 * @param states the run's states by name
 * @param kept events that nobody has taken yet, oldest first
 * @param active how long it was active
 * @param ending how it ended, or null
 */
public record RunState(
    @Nullable Instant begun,
    NextIds next,
    Work work,
    PSortedMap<Long, OpenStream> streams,
    Buffers buffers,
    Children children,
    PMap<String, StateCell> states,
    PVector<Kept> kept,
    ActiveTime active,
    @Nullable Ending ending) {

  /** The state before the first tick. */
  public static final RunState NEW =
      new RunState(
          null,
          new NextIds(1, 1),
          Work.NONE,
          TreePMap.empty(),
          Buffers.EMPTY,
          Children.NONE,
          HashTreePMap.empty(),
          TreePVector.empty(),
          ActiveTime.NONE,
          null);

  /** The ids to be given out next. */
  public record NextIds(long item, long stream) {}

  /**
   * A child run.
   *
   * @param name what the parent calls it
   * @param flow logical name of its workflow
   */
  public record ChildRun(String name, String flow, RunState state) {}

  /** The work that is not done, by id. */
  public SortedMap<Long, WorkItem> items() {
    return work.items();
  }

  /** Whether the run is over. */
  public boolean ended() {
    return ending != null;
  }

  /**
   * As a snapshot has it: time stops for the run and its children, so that what lies between this
   * and its recovery does not count as active.
   */
  public RunState pausedAt(Instant now) {
    Children paused = children;
    for (Map.Entry<Long, ChildRun> entry : children.runs().entrySet()) {
      ChildRun child = entry.getValue();
      ChildRun still = new ChildRun(child.name(), child.flow(), child.state().pausedAt(now));
      paused = paused.with(entry.getKey(), still);
    }
    return new RunState(
        begun, next, work, streams, buffers, paused, states, kept, active.pausedAt(now), ending);
  }

  /** Whether every step waits for something; its time limit stands still then. */
  public boolean waiting() {
    return !active.running();
  }

  /** Whether a step of the run or of a child runs. */
  boolean anyRunning() {
    return items().values().stream().anyMatch(item -> item.phase() == WorkItem.Phase.RUNNING)
        || children.runs().values().stream().anyMatch(child -> child.state().anyRunning());
  }

  /** Whether no step runs or is about to: each waits, or will be tried again later. */
  public boolean atRest() {
    return work.resting() && children.awake() == 0;
  }

  /** The item that this attempt is of, if it runs. */
  public @Nullable WorkItem running(AttemptId id) {
    RunState state = at(id.path());
    WorkItem found = state == null ? null : state.work().item(id.item());
    return found != null && found.runs(id.attempt()) ? found : null;
  }

  /** The state of the run itself or of a child, if there is such a child. */
  public @Nullable RunState at(RunPath path) {
    RunState state = this;
    for (long item : path.items()) {
      ChildRun child = state.children().get(item);
      if (child == null) {
        return null;
      }
      state = child.state();
    }
    return state;
  }

  /** What the steps of the run itself, or of a child, share. */
  public PMap<String, StateCell> statesAt(RunPath path) {
    RunState state = at(path);
    return state == null ? HashTreePMap.empty() : state.states();
  }
}
