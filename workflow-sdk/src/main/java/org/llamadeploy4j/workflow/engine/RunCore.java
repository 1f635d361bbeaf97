package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one run's driver: it is fed with what happened and the time, and says what
 * to do. It commits first and runs what depends on it then. Not thread-safe: one thread at a time
 * owns it, and no two commits are in flight at once.
 *
 * <p>One thing runs before it is durable: the steps that a run starts with, since they follow from
 * the request alone. So a run of one step costs one commit.
 */
public final class RunCore {

  /** Ticks in one commit at most; the rest follows in the next. */
  static final int MAX_BATCH = 256;

  /** Ids of events remembered to drop repeats; ten times what an inbox holds. */
  static final int MAX_SEEN = 10_000;

  private final Reducer reducer;
  private final Set<String> seen = new LinkedHashSet<>();
  private final List<Pending> pending = new ArrayList<>();
  private final Deque<CoreInput> deferred = new ArrayDeque<>();

  private RunState durable = RunState.NEW;
  private RunState head = RunState.NEW;
  private int journalLength;
  private int inFlight;
  private boolean begun;
  private boolean finished;

  /** A tick that is not durable yet, and what it makes. */
  private record Pending(Tick tick, Reduction reduction, boolean startedEarly) {}

  public RunCore(Reducer reducer) {
    this.reducer = reducer;
  }

  /** The state with all that is not durable yet. */
  public RunState head() {
    return head;
  }

  /** The state that is durable. */
  public RunState durable() {
    return durable;
  }

  /** Takes one input and says what to do now, in order. After the end there is nothing to do. */
  public List<Action> handle(CoreInput input, Instant now) {
    List<Action> actions = new ArrayList<>();
    if (!finished) {
      take(input, now, actions);
    }
    return actions;
  }

  private void take(CoreInput input, Instant now, List<Action> actions) {
    switch (input) {
      case CoreInput.Begin begin -> {
        begin(begin, now, actions);
        takeDeferred(now, actions);
      }
      case CoreInput.Resume resume -> {
        resume(resume.journal(), now, actions);
        takeDeferred(now, actions);
      }
      case CoreInput.StepEnded ended -> stepEnded(ended, now, actions);
      case CoreInput.OnceEnded once -> onceEnded(once, now);
      case CoreInput.Arrived arrived -> arrived(arrived, now);
      case CoreInput.TimerDue due -> timerDue(due, now, actions);
      case CoreInput.Cancel cancel -> {
        if (!defer(cancel)) {
          add(new Tick.CancelRequested(now, cancel.reason()));
        }
      }
      case CoreInput.Committed committed -> committed(committed, now, actions);
      case CoreInput.InboxChanged changed -> inboxChanged(changed, now, actions);
      case CoreInput.Fenced fenced -> finish(new Action.CoreEnd.Fenced(fenced.reason()), actions);
      case CoreInput.Abandon abandon ->
          finish(new Action.CoreEnd.Abandoned(abandon.reason()), actions);
    }
  }

  /**
   * What to commit next, if anything; then exactly one answer to it must be handled before the
   * next.
   */
  public Optional<Action.Batch> nextBatch() {
    if (finished || inFlight > 0 || pending.isEmpty() || onlyDerived()) {
      return Optional.empty();
    }
    inFlight = Math.min(pending.size(), MAX_BATCH);
    List<Tick> ticks = new ArrayList<>(inFlight);
    List<Command> shown = new ArrayList<>();
    int taken = 0;
    for (Pending p : pending.subList(0, inFlight)) {
      ticks.add(p.tick());
      taken += isInbox(p.tick()) ? 1 : 0;
      p.reduction().commands().stream().filter(RunCore::isShown).forEach(shown::add);
    }
    RunState after = pending.get(inFlight - 1).reduction().state();
    return Optional.of(
        new Action.Batch(
            ticks, journalLength, shown, taken, after.waiting(), after.ending(), after.states()));
  }

  private boolean onlyDerived() {
    return pending.size() == 1 && pending.getFirst().startedEarly() && !head.ended();
  }

  private void begin(CoreInput.Begin begin, Instant now, List<Action> actions) {
    if (begin.start() == null) {
      Failure refusal = begin.refusal();
      if (refusal == null) {
        throw new IllegalArgumentException("neither a start event nor a refusal");
      }
      add(new Tick.RunRefused(now, begin.runId(), refusal));
      return;
    }
    Tick started = new Tick.RunStarted(now, begin.runId(), begin.start(), begin.states());
    Reduction reduction = reducer.reduce(head, started);
    head = reduction.state();
    pending.add(new Pending(started, reduction, true));
    actions.add(new Action.ShowStates(head.states()));
    release(reduction.commands(), actions);
  }

  private void resume(List<Tick> journal, Instant now, List<Action> actions) {
    for (Tick tick : journal) {
      head = reducer.reduce(head, tick).state();
      inboxId(tick).ifPresent(this::remember);
    }
    durable = head;
    journalLength = journal.size();
    Ending ending = head.ending();
    if (ending != null) {
      finish(new Action.CoreEnd.Ended(ending), actions);
      return;
    }
    actions.add(new Action.ShowStates(head.states()));
    reducer.timers(head).forEach((timer, at) -> actions.add(new Action.Arm(timer, at)));
    boolean inFlightBefore =
        head.items().values().stream().anyMatch(i -> i.phase() == WorkItem.Phase.RUNNING);
    if (inFlightBefore) {
      add(new Tick.RunResumed(now));
    }
  }

  private void stepEnded(CoreInput.StepEnded ended, Instant now, List<Action> actions) {
    if (defer(ended) || head.running(ended.item(), ended.attempt()) == null) {
      return;
    }
    boolean stale =
        ended.based().entrySet().stream()
            .anyMatch(e -> version(head.states(), e.getKey()) != e.getValue());
    if (stale) {
      actions.add(new Action.Recompute(ended.item(), ended.attempt(), head.states()));
      return;
    }
    add(tickOf(ended, now));
  }

  private static Tick tickOf(CoreInput.StepEnded ended, Instant now) {
    long item = ended.item();
    int attempt = ended.attempt();
    return switch (ended.outcome()) {
      case CoreInput.Outcome.Completed o ->
          new Tick.StepCompleted(now, item, attempt, o.emissions(), o.writes());
      case CoreInput.Outcome.Suspended o ->
          new Tick.StepSuspended(
              now, item, attempt, o.emissions(), o.writes(), o.marks(), o.awaited());
      case CoreInput.Outcome.Failed o ->
          new Tick.StepFailed(now, item, attempt, o.failure(), o.verdict());
    };
  }

  /** The version of a state, 0 where nothing was written. */
  public static long version(Map<String, StateCell> states, String name) {
    StateCell cell = states.get(name);
    return cell == null ? 0 : cell.version();
  }

  private void onceEnded(CoreInput.OnceEnded once, Instant now) {
    if (!defer(once) && head.running(once.item(), once.attempt()) != null) {
      add(new Tick.OnceRecorded(now, once.item(), once.attempt(), once.name(), once.value()));
    }
  }

  private void arrived(CoreInput.Arrived arrived, Instant now) {
    if (!defer(arrived)) {
      fresh(arrived.events(), now).forEach(this::add);
    }
  }

  /** Ticks for the events that were not seen before; from here on they count as seen. */
  private List<Tick> fresh(List<CoreInput.Incoming> events, Instant now) {
    List<Tick> ticks = new ArrayList<>();
    for (CoreInput.Incoming incoming : events) {
      if (remember(incoming.id())) {
        EventData event = incoming.event();
        ticks.add(
            event == null
                ? new Tick.EventRefused(now, incoming.id(), incoming.type(), incoming.problem())
                : new Tick.EventReceived(now, incoming.id(), event, incoming.target()));
      }
    }
    return ticks;
  }

  private boolean remember(String id) {
    boolean added = seen.add(id);
    if (seen.size() > MAX_SEEN) {
      Iterator<String> oldest = seen.iterator();
      oldest.next();
      oldest.remove();
    }
    return added;
  }

  private void timerDue(CoreInput.TimerDue due, Instant now, List<Action> actions) {
    if (defer(due)) {
      return;
    }
    Instant at = reducer.timers(head).get(due.timer());
    if (at == null) {
      return;
    }
    if (now.isBefore(at)) {
      actions.add(new Action.Arm(due.timer(), at));
    } else {
      add(new Tick.TimerFired(now, due.timer()));
    }
  }

  /**
   * Keeps the input before the run has begun, and while its end is on the way: if that is refused,
   * the input still counts.
   */
  private boolean defer(CoreInput input) {
    boolean early = !begun || head.ended();
    if (early) {
      deferred.add(input);
    }
    return early;
  }

  private void takeDeferred(Instant now, List<Action> actions) {
    begun = true;
    List<CoreInput> early = new ArrayList<>(deferred);
    deferred.clear();
    if (!finished) {
      early.forEach(input -> take(input, now, actions));
    }
  }

  private void add(Tick tick) {
    Reduction reduction = reducer.reduce(head, tick);
    head = reduction.state();
    pending.add(new Pending(tick, reduction, false));
  }

  private void committed(CoreInput.Committed committed, Instant now, List<Action> actions) {
    List<Pending> done = List.copyOf(pending.subList(0, inFlight));
    pending.subList(0, inFlight).clear();
    journalLength += inFlight;
    inFlight = 0;
    durable = done.getLast().reduction().state();
    actions.add(new Action.ShowStates(durable.states()));
    for (Pending p : done) {
      if (!p.startedEarly()) {
        release(p.reduction().commands(), actions);
      }
    }
    if (!finished) {
      take(new CoreInput.Arrived(committed.arrived()), now, actions);
    }
  }

  /**
   * The end or the pause was decided without knowing of these events. So they go into the journal
   * before the tick that ended the run, or after all others.
   */
  private void inboxChanged(CoreInput.InboxChanged changed, Instant now, List<Action> actions) {
    inFlight = 0;
    List<Tick> events = new ArrayList<>(fresh(withDeferred(changed.arrived()), now));
    List<Pending> old = List.copyOf(pending);
    pending.clear();
    boolean ended = head.ended();
    head = durable;
    for (int i = 0; i < old.size(); i++) {
      if (ended && i == old.size() - 1) {
        events.forEach(this::add);
        events.clear();
      }
      Tick tick = old.get(i).tick();
      Reduction again = reducer.reduce(head, tick);
      head = again.state();
      pending.add(new Pending(tick, again, old.get(i).startedEarly()));
    }
    events.forEach(this::add);
    takeDeferred(now, actions);
  }

  /**
   * What was handed over while the end was on its way comes first, where the log does not name it
   * again.
   */
  private List<CoreInput.Incoming> withDeferred(List<CoreInput.Incoming> arrived) {
    Set<String> named = new HashSet<>();
    arrived.forEach(incoming -> named.add(incoming.id()));
    List<CoreInput.Incoming> all = new ArrayList<>();
    for (CoreInput input : deferred) {
      if (input instanceof CoreInput.Arrived earlier) {
        earlier.events().stream().filter(e -> !named.contains(e.id())).forEach(all::add);
      }
    }
    all.addAll(arrived);
    return all;
  }

  private void release(List<Command> commands, List<Action> actions) {
    for (Command command : commands) {
      Action action = actionFor(command);
      if (action != null) {
        actions.add(action);
      }
      if (command instanceof Command.End end) {
        finish(new Action.CoreEnd.Ended(end.ending()), actions);
      }
    }
  }

  private @Nullable Action actionFor(Command command) {
    return switch (command) {
      case Command.RunStep c -> startOf(c);
      case Command.StopStep c -> new Action.StopStep(c.item(), c.attempt());
      case Command.ReleaseOnce c -> new Action.ReleaseOnce(c.item(), c.attempt(), c.name());
      case Command.Arm c -> new Action.Arm(c.timer(), c.at());
      case Command.Disarm c -> new Action.Disarm(c.timer());
      case Command.Publish c -> null;
      case Command.PublishUnhandled c -> null;
      case Command.PublishSuperseded c -> null;
      case Command.End c -> null;
    };
  }

  /** The start of an attempt, unless something that follows in the journal has ended it already. */
  private @Nullable Action startOf(Command.RunStep command) {
    WorkItem item = head.running(command.item(), command.attempt());
    return item == null ? null : new Action.StartStep(item);
  }

  private void finish(Action.CoreEnd end, List<Action> actions) {
    finished = true;
    pending.clear();
    deferred.clear();
    actions.add(new Action.Finish(end));
  }

  private static boolean isShown(Command command) {
    return command instanceof Command.Publish
        || command instanceof Command.PublishUnhandled
        || command instanceof Command.PublishSuperseded;
  }

  private static boolean isInbox(Tick tick) {
    return inboxId(tick).isPresent();
  }

  private static Optional<String> inboxId(Tick tick) {
    return switch (tick) {
      case Tick.EventReceived t -> Optional.of(t.externalId());
      case Tick.EventRefused t -> Optional.of(t.externalId());
      case Tick.RunStarted t -> Optional.empty();
      case Tick.RunRefused t -> Optional.empty();
      case Tick.RunResumed t -> Optional.empty();
      case Tick.StepCompleted t -> Optional.empty();
      case Tick.StepSuspended t -> Optional.empty();
      case Tick.StepFailed t -> Optional.empty();
      case Tick.OnceRecorded t -> Optional.empty();
      case Tick.TimerFired t -> Optional.empty();
      case Tick.CancelRequested t -> Optional.empty();
    };
  }
}
