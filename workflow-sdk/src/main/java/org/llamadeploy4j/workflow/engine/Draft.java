package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A state while one tick changes it, and the commands that come of it: what {@link Routing}, {@link
 * Limits} and {@link Settling} work on. Lives within one reduction, on its caller's thread.
 */
final class Draft {

  private final FlowPlan plan;
  private final Instant now;
  private final List<Command> commands = new ArrayList<>();

  private @Nullable Instant begun;
  private long nextItem;
  private final TreeMap<Long, WorkItem> items;
  private final Map<String, StateCell> states;
  private final List<EventData> kept;
  private ActiveTime active;
  private @Nullable Ending ending;

  Draft(FlowPlan plan, RunState state, Instant now) {
    this.plan = plan;
    this.now = now;
    this.begun = state.begun();
    this.nextItem = state.nextItem();
    this.items = new TreeMap<>(state.items());
    this.states = new HashMap<>(state.states());
    this.kept = new ArrayList<>(state.kept());
    this.active = state.active();
  }

  FlowPlan plan() {
    return plan;
  }

  Instant now() {
    return now;
  }

  /** Answers that came before anything waited for them; changed in place. */
  List<EventData> kept() {
    return kept;
  }

  ActiveTime active() {
    return active;
  }

  void active(ActiveTime changed) {
    active = changed;
  }

  /** How the run ends by this tick; null: it goes on. */
  @Nullable Ending ending() {
    return ending;
  }

  /** Begins the run, with these states. */
  void begin(Map<String, Payload> initial) {
    begun = now;
    initial.forEach((name, value) -> states.put(name, new StateCell(1, value)));
  }

  /** The work there is, oldest first; a copy, so that work may come and go meanwhile. */
  List<WorkItem> items() {
    return List.copyOf(items.values());
  }

  @Nullable WorkItem item(long id) {
    return items.get(id);
  }

  /** Queues work for a step. */
  void queue(StepPlan step, EventData event) {
    put(WorkItem.queued(nextItem++, step.name(), event));
  }

  /** Puts what was in flight back, ahead of all younger work. */
  void restartRunning() {
    for (WorkItem item : items()) {
      if (item.phase() == WorkItem.Phase.RUNNING) {
        disarm(item);
        command(new Command.PublishSuperseded(item.step(), item.attempt()));
        put(item.interrupted());
      }
    }
  }

  @Nullable WorkItem running(long item, int attempt) {
    WorkItem found = items.get(item);
    return found != null && found.runs(attempt) ? found : null;
  }

  void put(WorkItem item) {
    items.put(item.id(), item);
  }

  void finish(WorkItem item) {
    disarm(item);
    remove(item);
  }

  /** Forgets work whose timer is not armed any more. */
  void remove(WorkItem item) {
    items.remove(item.id());
  }

  void write(Map<String, Payload> writes) {
    writes.forEach((name, value) -> {
      StateCell old = states.get(name);
      states.put(name, new StateCell(old == null ? 1 : old.version() + 1, value));
    });
  }

  /** Ends a wait. */
  void resolve(WorkItem item, Answer answer) {
    disarm(item);
    put(item.answered(answer));
  }

  /** Forgets all work and all answers. */
  void clear() {
    items.clear();
    kept.clear();
  }

  void command(Command command) {
    commands.add(command);
  }

  void end(Ending how) {
    ending = how;
  }

  void fail(WorkItem item, Failure failure) {
    Instant began = item.progress().begun();
    end(new Ending.Failed(failure, item.step(), item.attempt(), since(began)));
  }

  /** A failure of the run as a whole. */
  void fail(Failure failure) {
    end(new Ending.Failed(failure, "", 0, since(begun)));
  }

  private Duration since(@Nullable Instant first) {
    return first == null ? Duration.ZERO : Duration.between(first, now);
  }

  void arm(WorkItem item) {
    TimerId timer = Reducer.timerOf(item);
    Instant at = Reducer.dueOf(plan, item);
    if (timer != null && at != null) {
      command(new Command.Arm(timer, at));
    }
  }

  void disarm(WorkItem item) {
    TimerId timer = Reducer.timerOf(item);
    if (timer != null && Reducer.dueOf(plan, item) != null) {
      command(new Command.Disarm(timer));
    }
  }

  /** The state as it is now, and all commands so far. */
  Reduction done() {
    return new Reduction(
        new RunState(begun, nextItem, items, states, kept, active, ending), commands);
  }
}
