package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.PVector;

/**
 * A state while one tick changes it, and the commands that come of it: what {@link Routing}, {@link
 * Streams}, {@link Recovery}, {@link ChildRuns}, {@link Limits} and {@link Settling} work on. Lives
 * within one reduction, on its caller's thread.
 */
final class Draft {

  /** At most so much is commanded or started by one tick, as a rule; more is no harm. */
  static final int FEW = 3;

  private final FlowPlan plan;
  private final Instant now;
  private final List<Command> commands = new ArrayList<>(FEW);
  private final List<WorkItem> added = new ArrayList<>(FEW);

  private @Nullable Instant begun;
  private long nextItem;
  private long nextStream;
  private Work work;
  private PSortedMap<Long, OpenStream> streams;
  private Buffers buffers;
  private Children children;
  private PMap<String, StateCell> states;
  private PVector<Kept> kept;
  private ActiveTime active;
  private @Nullable Ending ending;

  Draft(FlowPlan plan, RunState state, Instant now) {
    this.plan = plan;
    this.now = now;
    this.begun = state.begun();
    this.nextItem = state.next().item();
    this.nextStream = state.next().stream();
    this.work = state.work();
    this.streams = state.streams();
    this.buffers = state.buffers();
    this.children = state.children();
    this.states = state.states();
    this.kept = state.kept();
    this.active = state.active();
  }

  FlowPlan plan() {
    return plan;
  }

  Instant now() {
    return now;
  }

  Work work() {
    return work;
  }

  /** What this tick adds for steps; not among the work yet, since it may start at once. */
  List<WorkItem> added() {
    return added;
  }

  Buffers buffers() {
    return buffers;
  }

  void buffers(Buffers changed) {
    buffers = changed;
  }

  Children children() {
    return children;
  }

  void children(Children changed) {
    children = changed;
  }

  /** Events that came before anything waited for them. */
  PVector<Kept> kept() {
    return kept;
  }

  void kept(PVector<Kept> changed) {
    kept = changed;
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
    write(initial);
  }

  void write(Map<String, Payload> writes) {
    for (Map.Entry<String, Payload> write : writes.entrySet()) {
      StateCell old = states.get(write.getKey());
      long version = old == null ? 1 : old.version() + 1;
      states = states.plus(write.getKey(), new StateCell(version, write.getValue()));
    }
  }

  @Nullable OpenStream stream(long id) {
    return streams.get(id);
  }

  void put(OpenStream stream) {
    streams = streams.plus(stream.id(), stream);
  }

  void remove(OpenStream stream) {
    streams = streams.minus((Object) stream.id());
  }

  long nextStream() {
    return nextStream++;
  }

  /** Adds work for a step. */
  void queue(StepPlan step, Input input, Lineage lineage) {
    added.add(WorkItem.queued(nextItem++, step.name(), input, lineage));
  }

  @Nullable WorkItem running(long item, int attempt) {
    WorkItem found = work.item(item);
    return found != null && found.runs(attempt) ? found : null;
  }

  void put(WorkItem item) {
    work = work.with(item);
  }

  void finish(WorkItem item) {
    disarm(item);
    work = work.without(item.id());
  }

  /** Ends a wait. */
  void resolve(WorkItem item, Answer answer) {
    disarm(item);
    put(item.answered(answer));
  }

  /** Forgets all work and all that waits. */
  void clear() {
    work = Work.NONE;
    streams = RunState.NEW.streams();
    buffers = Buffers.EMPTY;
    children = Children.NONE;
    kept = RunState.NEW.kept();
  }

  void command(Command command) {
    commands.add(command);
  }

  void unhandled(EventData event, String why) {
    command(new Command.PublishUnhandled(event.type(), why));
  }

  void end(Ending how) {
    ending = how;
  }

  /** The run fails because of a step. */
  void fail(WorkItem item, Fault fault) {
    int attempts = item.progress().failures().count() + 1;
    end(new Ending.Failed(fault, item.step(), attempts, since(item.progress().begun())));
  }

  /** A failure of the run as a whole. */
  void fail(Fault fault) {
    end(new Ending.Failed(fault, "", 0, since(begun)));
  }

  Duration since(@Nullable Instant first) {
    return first == null ? Duration.ZERO : Duration.between(first, now);
  }

  void arm(WorkItem item) {
    TimerId timer = Timers.of(item);
    Instant at = Timers.due(plan, item);
    if (timer != null && at != null) {
      command(new Command.Arm(timer, at));
    }
  }

  /** Arms what a driver that begins with this state does not know of yet. */
  void armAgain(WorkItem item) {
    arm(item);
    WorkItem.OpenWait wait = item.awaited();
    if (wait != null && wait.spec() instanceof Awaited.Events events && events.prompt() != null) {
      command(new Command.Publish(events.prompt(), item.step(), item.id(), item.attempt()));
    }
  }

  void disarm(WorkItem item) {
    TimerId timer = Timers.of(item);
    if (timer != null && Timers.due(plan, item) != null) {
      command(new Command.Disarm(timer));
    }
  }

  /** The state as it is now, and all commands so far. */
  Reduction done() {
    RunState.NextIds next = new RunState.NextIds(nextItem, nextStream);
    return new Reduction(
        new RunState(begun, next, work, streams, buffers, children, states, kept, active, ending),
        commands);
  }
}
