package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.RunState.ChildRun;

/** The heart of the engine: state and tick to state and commands. A pure function; thread-safe. */
public final class Reducer implements Folding {

  private final FlowPlan plan;
  private final Waits waits;
  private final ChildPlans children;

  /** A reducer of a workflow without children. */
  public Reducer(FlowPlan plan, ComponentReader components) {
    this(plan, components, ChildPlans.NONE);
  }

  /**
   * A reducer.
   *
   * @param children the workflows that it runs as children
   */
  public Reducer(FlowPlan plan, ComponentReader components, ChildPlans children) {
    this.plan = plan;
    this.waits = new Waits(components);
    this.children = children;
  }

  /**
   * What the tick makes of the state. A tick that is not about this state any more changes nothing.
   */
  @Override
  public Reduction reduce(RunState state, Tick tick) {
    if (state.ended()) {
      return new Reduction(state, List.of());
    }
    if (tick instanceof Tick.Compacted t) {
      return new Reduction(t.state(), List.of());
    }
    RunState before = tick instanceof Tick.Recovered t ? t.state() : state;
    Draft draft = new Draft(plan, before, tick.now());
    ChildRuns childRuns = new ChildRuns(draft, children);
    new OneTick(draft, childRuns).apply(tick);
    return new Settling(draft, childRuns).settle();
  }

  /** The parts of one reduction. */
  private final class OneTick {
    private final Draft draft;
    private final ChildRuns childRuns;
    private final Streams streams;
    private final Routing routing;

    OneTick(Draft draft, ChildRuns childRuns) {
      this.draft = draft;
      this.childRuns = childRuns;
      this.streams = new Streams(draft);
      this.routing = new Routing(draft, streams, childRuns, waits);
    }

    void apply(Tick tick) {
      switch (tick) {
        case Tick.RunStarted t -> {
          draft.begin(t.states());
          routing.start(t.start());
        }
        case Tick.RunRefused t -> {
          draft.begin(Map.of());
          draft.fail(t.fault());
        }
        case Tick.RunResumed t -> {
          restartRunning();
          childRuns.resume();
        }
        case Tick.Recovered t -> recovered();
        case Tick.Compacted t -> throw new IllegalStateException("it changes nothing");
        case Tick.StepCompleted t -> completed(t);
        case Tick.StepSuspended t -> suspended(t);
        case Tick.StepFailed t -> failed(t);
        case Tick.OnceRecorded t -> onceRecorded(t);
        case Tick.Collected t -> collected(t);
        case Tick.EventReceived t -> routing.receive(t);
        case Tick.EventRefused t ->
            draft.command(new Command.PublishUnhandled(t.type(), t.problem()));
        case Tick.TimerFired t -> new Limits(draft, childRuns).passed(t.timer());
        case Tick.CancelRequested t -> draft.end(new Ending.Cancelled(t.reason()));
        case Tick.InChild t -> childRuns.apply(t.item(), t.tick());
      }
    }

    /** Puts what was in flight back, ahead of all younger work. */
    private void restartRunning() {
      for (WorkItem item : draft.work().items().values()) {
        if (item.phase() == WorkItem.Phase.RUNNING) {
          draft.disarm(item);
          draft.command(new Command.PublishSuperseded(item.step(), item.id(), item.attempt()));
          draft.put(item.requeued());
        }
      }
    }

    /** Whoever reads the new run's stream learns which questions are open. */
    private void recovered() {
      restartRunning();
      draft.work().items().values().forEach(draft::armAgain);
      childRuns.recover();
    }

    private void completed(Tick.StepCompleted tick) {
      WorkItem item = draft.running(tick.item(), tick.attempt());
      if (item != null) {
        draft.finish(item);
        draft.write(tick.writes());
        routing.emit(item, tick.emissions(), tick.opensStream());
        streams.leave(item.lineage().stream());
      }
    }

    private void suspended(Tick.StepSuspended tick) {
      WorkItem item = draft.running(tick.item(), tick.attempt());
      if (item != null) {
        draft.write(tick.writes());
        routing.emit(item, tick.emissions(), false);
        routing.suspend(item, tick.marks(), tick.awaited());
      }
    }

    private void failed(Tick.StepFailed tick) {
      WorkItem item = draft.running(tick.item(), tick.attempt());
      if (item != null) {
        new Recovery(draft, streams, new Collecting(draft)).failed(item, tick);
      }
    }

    private void onceRecorded(Tick.OnceRecorded tick) {
      WorkItem item = draft.running(tick.item(), tick.attempt());
      if (item != null) {
        draft.put(item.recorded(tick.name(), tick.value()));
        draft.command(new Command.ReleaseOnce(tick.item(), tick.attempt(), tick.name()));
      }
    }

    private void collected(Tick.Collected tick) {
      WorkItem item = draft.running(tick.item(), tick.attempt());
      if (item != null) {
        new Collecting(draft).collect(item, tick);
      }
    }
  }

  /** Whether an event from outside would be taken by a step, a wait or a child of this run. */
  boolean takes(RunState state, EventData event) {
    if (waits.anyAwaits(state, event)
        || plan.takers(event.type()).stream().anyMatch(s -> !(s.takes() instanceof Takes.Joined))) {
      return true;
    }
    for (ChildRun child : state.children().runs().values()) {
      Reducer reducer = children.reducer(child.flow());
      if (reducer != null && reducer.takes(child.state(), event)) {
        return true;
      }
    }
    return false;
  }

  @Override
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
      TimerId timer = Timers.of(item);
      Instant at = Timers.due(plan, item);
      if (timer != null && at != null) {
        timers.put(timer, at);
      }
    }
    state
        .children()
        .runs()
        .forEach((item, child) -> {
          Reducer reducer = children.reducer(child.flow());
          if (reducer != null) {
            reducer
                .timers(child.state())
                .forEach((timer, at) -> timers.put(new TimerId.InChild(item, timer), at));
          }
        });
    return timers;
  }

  @Override
  public @Nullable Instant due(RunState state, TimerId timer) {
    return switch (timer) {
      case TimerId.RunLimit t -> state.ended() ? null : state.active().reaches(plan.limit());
      case TimerId.WaitLimit t -> dueOf(state.work().item(t.item()), timer);
      case TimerId.StepLimit t -> dueOf(state.work().item(t.item()), timer);
      case TimerId.Delay t -> dueOf(state.work().item(t.item()), timer);
      case TimerId.InChild t -> {
        ChildRun child = state.children().get(t.item());
        Reducer reducer = child == null ? null : children.reducer(child.flow());
        yield child == null || reducer == null ? null : reducer.due(child.state(), t.timer());
      }
    };
  }

  @Override
  public boolean isAwaited(String type) {
    return plan.isAwaited(type) || children.isAwaited(type);
  }

  private @Nullable Instant dueOf(@Nullable WorkItem item, TimerId timer) {
    return item != null && timer.equals(Timers.of(item)) ? Timers.due(plan, item) : null;
  }
}
