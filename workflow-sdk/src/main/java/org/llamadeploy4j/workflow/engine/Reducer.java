package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The heart of the engine: state and tick to state and commands. A pure function; thread-safe. */
public final class Reducer {

  private final FlowPlan plan;
  private final ComponentReader components;

  public Reducer(FlowPlan plan, ComponentReader components) {
    this.plan = plan;
    this.components = components;
  }

  /** Folds a journal from the beginning. */
  public RunState fold(Iterable<Tick> journal) {
    RunState state = RunState.NEW;
    for (Tick tick : journal) {
      state = reduce(state, tick).state();
    }
    return state;
  }

  /**
   * What the tick makes of the state. A tick that is not about this state any more changes nothing.
   */
  public Reduction reduce(RunState state, Tick tick) {
    if (state.ended()) {
      return new Reduction(state, List.of());
    }
    Draft draft = new Draft(plan, state, tick.now());
    apply(draft, new Routing(draft, components), tick);
    return new Settling(draft).settle();
  }

  private static void apply(Draft draft, Routing routing, Tick tick) {
    switch (tick) {
      case Tick.RunStarted t -> {
        draft.begin(t.states());
        routing.route(t.start(), null);
      }
      case Tick.RunRefused t -> {
        draft.begin(Map.of());
        draft.fail(t.failure());
      }
      case Tick.RunResumed t -> draft.restartRunning();
      case Tick.StepCompleted t -> completed(draft, routing, t);
      case Tick.StepSuspended t -> suspended(draft, routing, t);
      case Tick.StepFailed t -> failed(draft, t);
      case Tick.OnceRecorded t -> onceRecorded(draft, t);
      case Tick.EventReceived t -> routing.receive(t.event(), t.target());
      case Tick.EventRefused t ->
          draft.command(new Command.PublishUnhandled(t.type(), t.problem()));
      case Tick.TimerFired t -> new Limits(draft).passed(t.timer());
      case Tick.CancelRequested t -> draft.end(new Ending.Cancelled(t.reason()));
    }
  }

  private static void completed(Draft draft, Routing routing, Tick.StepCompleted tick) {
    WorkItem item = draft.running(tick.item(), tick.attempt());
    if (item == null) {
      return;
    }
    draft.finish(item);
    draft.write(tick.writes());
    routing.emit(item, tick.emissions());
  }

  private static void suspended(Draft draft, Routing routing, Tick.StepSuspended tick) {
    WorkItem item = draft.running(tick.item(), tick.attempt());
    if (item == null) {
      return;
    }
    draft.write(tick.writes());
    routing.emit(item, tick.emissions());
    routing.suspend(item, tick.marks(), tick.awaited());
  }

  private static void failed(Draft draft, Tick.StepFailed tick) {
    WorkItem item = draft.running(tick.item(), tick.attempt());
    if (item == null) {
      return;
    }
    draft.finish(item);
    switch (tick.verdict()) {
      case Verdict.FailRun v -> draft.fail(item, tick.failure());
    }
  }

  private static void onceRecorded(Draft draft, Tick.OnceRecorded tick) {
    WorkItem item = draft.running(tick.item(), tick.attempt());
    if (item == null) {
      return;
    }
    draft.put(item.recorded(tick.name(), tick.value()));
    draft.command(new Command.ReleaseOnce(tick.item(), tick.attempt(), tick.name()));
  }

  /** The timers that should be armed in this state. */
  public Map<TimerId, Instant> timers(RunState state) {
    Map<TimerId, Instant> timers = new LinkedHashMap<>();
    if (state.ended()) {
      return timers;
    }
    Instant end = state.active().reaches(plan.limit());
    if (end != null) {
      timers.put(new TimerId.RunLimit(), end);
    }
    for (WorkItem item : state.items().values()) {
      TimerId timer = timerOf(item);
      Instant at = dueOf(plan, item);
      if (timer != null && at != null) {
        timers.put(timer, at);
      }
    }
    return timers;
  }

  static @Nullable TimerId timerOf(WorkItem item) {
    return switch (item.phase()) {
      case QUEUED -> null;
      case RUNNING -> new TimerId.StepLimit(item.id(), item.attempt());
      case WAITING -> new TimerId.WaitLimit(item.id(), item.memory().answers().size());
    };
  }

  static @Nullable Instant dueOf(FlowPlan plan, WorkItem item) {
    WorkItem.OpenWait wait = item.awaited();
    Instant since = wait == null ? item.progress().attemptBegun() : wait.begun();
    Duration limit = wait == null ? plan.step(item.step()).timeout() : wait.spec().timeout();
    return since == null || limit == null ? null : since.plus(limit);
  }
}
