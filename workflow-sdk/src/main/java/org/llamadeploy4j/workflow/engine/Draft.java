package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.RunFailure;

/** A state while one tick changes it. Lives within one reduction, on its caller's thread. */
final class Draft {

  /**
   * Answers kept for nobody in particular; more than this and the newest is reported as unhandled.
   */
  static final int MAX_KEPT = 1_000;

  private final FlowPlan plan;
  private final ComponentReader components;
  private final Instant now;
  private final List<Command> commands = new ArrayList<>();

  private @Nullable Instant begun;
  private long nextItem;
  private final TreeMap<Long, WorkItem> items;
  private final Map<String, StateCell> states;
  private final List<EventData> kept;
  private ActiveTime active;
  private @Nullable Ending ending;

  Draft(FlowPlan plan, ComponentReader components, RunState state, Instant now) {
    this.plan = plan;
    this.components = components;
    this.now = now;
    this.begun = state.begun();
    this.nextItem = state.nextItem();
    this.items = new TreeMap<>(state.items());
    this.states = new HashMap<>(state.states());
    this.kept = new ArrayList<>(state.kept());
    this.active = state.active();
  }

  void begin(Tick.RunStarted tick) {
    begun = now;
    tick.states().forEach((name, value) -> states.put(name, new StateCell(1, value)));
    route(tick.start(), null);
  }

  void refuse(Tick.RunRefused tick) {
    begun = now;
    end(new Ending.Failed(tick.failure(), "", 0, Duration.ZERO));
  }

  /** Puts what was in flight back, ahead of all younger work. */
  void restartRunning() {
    for (WorkItem item : List.copyOf(items.values())) {
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
    items.remove(item.id());
  }

  void write(Map<String, Payload> writes) {
    writes.forEach((name, value) -> {
      StateCell old = states.get(name);
      states.put(name, new StateCell(old == null ? 1 : old.version() + 1, value));
    });
  }

  /**
   * Routes what an attempt gave out; a returned stop event ends the run after all else was routed.
   */
  void emit(WorkItem from, List<Emission> emissions) {
    Ending stop = null;
    for (Emission emission : emissions) {
      EventData event = emission.event();
      if (emission.returned() && plan.isStop(event.type())) {
        stop = new Ending.Stopped(event, from.step(), from.attempt());
        continue;
      }
      if (plan.isQuestion(event.type())) {
        command(new Command.Publish(event, from.step(), from.attempt()));
      }
      if (!route(event, emission.target()) && !plan.isQuestion(event.type())) {
        unhandled(event);
      }
    }
    if (stop != null) {
      end(stop);
    }
  }

  void receive(EventData event, @Nullable String target) {
    if (route(event, target)) {
      return;
    }
    if (plan.isAnswer(event.type()) && kept.size() < MAX_KEPT) {
      kept.add(event);
    } else {
      unhandled(event);
    }
  }

  private void unhandled(EventData event) {
    command(
        new Command.PublishUnhandled(event.type(), "no step takes it and nothing waits for it"));
  }

  /**
   * Gives the event to everyone who takes it; false if nobody does. A step that waits for it does
   * not get it as input besides.
   */
  private boolean route(EventData event, @Nullable String target) {
    Set<String> woken = new HashSet<>();
    for (WorkItem item : List.copyOf(items.values())) {
      if ((target == null || target.equals(item.step())) && awaits(item, event)) {
        resolve(item, new Answer.Given(event));
        woken.add(item.step());
      }
    }
    boolean taken = !woken.isEmpty();
    for (StepPlan step : plan.takers(event.type())) {
      if (!woken.contains(step.name()) && (target == null || target.equals(step.name()))) {
        put(WorkItem.queued(nextItem++, step.name(), event));
        taken = true;
      }
    }
    return taken;
  }

  private boolean awaits(WorkItem item, EventData event) {
    WorkItem.OpenWait wait = item.awaited();
    return wait != null && matches(wait.spec(), event);
  }

  private boolean matches(WaitSpec wait, EventData event) {
    return wait.types().contains(event.type())
        && wait.required().entrySet().stream()
            .allMatch(e -> e.getValue().equals(components.read(event, e.getKey())));
  }

  private void resolve(WorkItem item, Answer answer) {
    disarm(item);
    put(item.answered(answer));
  }

  /** Begins a wait, or answers it at once with what was kept. */
  void suspend(WorkItem item, List<Mark> marks, WaitSpec wait) {
    disarm(item);
    if (wait.prompt() != null) {
      command(new Command.Publish(wait.prompt(), item.step(), item.attempt()));
    }
    WorkItem waiting = item.waiting(marks, wait, now);
    put(waiting);
    for (Iterator<EventData> it = kept.iterator(); it.hasNext(); ) {
      EventData event = it.next();
      if (matches(wait, event)) {
        it.remove();
        put(waiting.answered(new Answer.Given(event)));
        return;
      }
    }
    arm(waiting);
  }

  void fail(WorkItem item, Failure failure) {
    Instant began = item.progress().begun();
    Instant first = began == null ? now : began;
    end(new Ending.Failed(failure, item.step(), item.attempt(), Duration.between(first, now)));
  }

  void runLimitPassed() {
    Duration limit = plan.limit();
    if (limit != null && active.running() && active.at(now).compareTo(limit) >= 0) {
      List<String> busy =
          items.values().stream()
              .filter(i -> i.phase() == WorkItem.Phase.RUNNING)
              .map(WorkItem::step)
              .distinct()
              .sorted()
              .toList();
      end(new Ending.TimedOut(limit, busy, active.at(now)));
    }
  }

  void waitLimitPassed(TimerId.WaitLimit timer) {
    WorkItem item = items.get(timer.item());
    if (item != null
        && item.awaited() != null
        && item.memory().answers().size() == timer.ordinal()) {
      resolve(item, new Answer.TimedOut());
    }
  }

  void stepLimitPassed(TimerId.StepLimit timer) {
    WorkItem item = running(timer.item(), timer.attempt());
    if (item == null) {
      return;
    }
    String message =
        "step %s did not end within its time limit of %s"
            .formatted(item.step(), plan.step(item.step()).timeout());
    items.remove(item.id());
    command(new Command.StopStep(item.id(), item.attempt()));
    fail(item, new Failure(RunFailure.STEP_TIMED_OUT, "", message, ""));
  }

  void command(Command command) {
    commands.add(command);
  }

  void end(Ending how) {
    ending = how;
  }

  private void arm(WorkItem item) {
    TimerId timer = Reducer.timerOf(item);
    Instant at = Reducer.dueOf(plan, item);
    if (timer != null && at != null) {
      command(new Command.Arm(timer, at));
    }
  }

  private void disarm(WorkItem item) {
    TimerId timer = Reducer.timerOf(item);
    if (timer != null && Reducer.dueOf(plan, item) != null) {
      command(new Command.Disarm(timer));
    }
  }

  /**
   * Starts what has a free worker, finds out that nothing can happen any more, and closes the
   * books.
   */
  Reduction settle() {
    if (ending == null) {
      List<Command> runs = startQueued();
      if (items.isEmpty() && !plan.takesAnswers()) {
        end(stuck());
      } else {
        keepTime();
        runs.forEach(this::command);
      }
    }
    if (ending != null) {
      close(ending);
    }
    return new Reduction(
        new RunState(begun, nextItem, items, states, kept, active, ending), commands);
  }

  /** Arms the timers of what starts; the commands to run it come after those of all timers. */
  private List<Command> startQueued() {
    List<Command> runs = new ArrayList<>();
    Map<String, Integer> running = new HashMap<>();
    for (WorkItem item : items.values()) {
      if (item.phase() == WorkItem.Phase.RUNNING) {
        running.merge(item.step(), 1, Integer::sum);
      }
    }
    for (WorkItem item : List.copyOf(items.values())) {
      if (item.phase() == WorkItem.Phase.QUEUED
          && running.getOrDefault(item.step(), 0) < plan.step(item.step()).workers()) {
        running.merge(item.step(), 1, Integer::sum);
        WorkItem started = item.running(now);
        put(started);
        runs.add(new Command.RunStep(started.id(), started.attempt()));
        arm(started);
      }
    }
    return runs;
  }

  private Ending stuck() {
    String message =
        "the run is stuck: no step runs, none waits for an event, and none returned a stop event";
    Instant first = begun == null ? now : begun;
    return new Ending.Failed(
        new Failure(RunFailure.STUCK, "", message, ""), "", 0, Duration.between(first, now));
  }

  private void keepTime() {
    boolean busy = items.values().stream().anyMatch(i -> i.phase() != WorkItem.Phase.WAITING);
    if (busy == active.running()) {
      return;
    }
    active = busy ? active.resumedAt(now) : active.pausedAt(now);
    Instant end = active.reaches(plan.limit());
    if (end != null) {
      command(new Command.Arm(new TimerId.RunLimit(), end));
    } else if (plan.limit() != null) {
      command(new Command.Disarm(new TimerId.RunLimit()));
    }
  }

  private void close(Ending how) {
    for (WorkItem item : items.values()) {
      disarm(item);
      if (item.phase() == WorkItem.Phase.RUNNING) {
        command(new Command.StopStep(item.id(), item.attempt()));
      }
    }
    if (active.reaches(plan.limit()) != null) {
      command(new Command.Disarm(new TimerId.RunLimit()));
    }
    active = active.pausedAt(now);
    items.clear();
    kept.clear();
    command(new Command.End(how));
  }
}
