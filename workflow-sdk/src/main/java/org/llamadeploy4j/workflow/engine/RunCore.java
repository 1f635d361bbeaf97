package org.llamadeploy4j.workflow.engine;

import static java.util.Comparator.naturalOrder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state machine of one run's driver: it is fed with what happened and the time, and says what
 * to do. It commits first and runs what depends on it then. Not thread-safe: one thread at a time
 * owns it, and no two commits are in flight at once.
 *
 * <p>One thing runs before it is durable: the steps that a run starts with, since they follow from
 * the request alone. So a run of one step costs one commit.
 *
 * <p>Over 300 lines: what comes while a commit is in flight and what its answer lets go work on one
 * queue, whose order is the rule.
 */
public final class RunCore {

  /** A run is not let go of when one of its timers is due sooner: it would be back at once. */
  private static final Duration WORTH_PARKING = Duration.ofSeconds(2);

  private final Folding reducer;
  private final Backlog backlog;
  private final SeenEvents seen;
  private final Deque<CoreInput> deferred = new ArrayDeque<>();

  private Map<String, Payload> begunWith = Map.of();
  private boolean begun;
  private boolean parking;
  private boolean finished;

  public RunCore(Folding reducer) {
    this.reducer = reducer;
    this.backlog = new Backlog(reducer);
    this.seen = new SeenEvents(reducer);
  }

  /** The state with all that is not durable yet. */
  public RunState head() {
    return backlog.head();
  }

  /** The state that is durable. */
  public RunState durable() {
    return backlog.durable();
  }

  /**
   * All that is durable as one tick, with which the journal may begin in place of all ticks so far.
   *
   * @throws IllegalArgumentException when nothing is durable yet, or the end is
   */
  public Tick.Compacted soFar(String runId, Instant now) {
    return new Tick.Compacted(
        now, runId, backlog.journalLength(), durable(), begunWith, seen.durable());
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
        resume(resume, now, actions);
        takeDeferred(now, actions);
      }
      case CoreInput.Recover recover -> {
        add(new Tick.Recovered(now, recover.runId(), recover.state()));
        seen.fresh(recover.arrived(), now).forEach(this::add);
        takeDeferred(now, actions);
      }
      case CoreInput.StepEnded ended -> stepEnded(ended, now, actions);
      case CoreInput.OnceEnded once -> onceEnded(once, now);
      case CoreInput.Collect collect -> collect(collect, now, actions);
      case CoreInput.Arrived arrived -> arrived(arrived, now);
      case CoreInput.TimerDue due -> timerDue(due, now, actions);
      case CoreInput.Cancel cancel -> {
        if (!defer(cancel)) {
          add(new Tick.CancelRequested(now, cancel.reason()));
        }
      }
      case CoreInput.Committed committed -> committed(committed, now, actions);
      case CoreInput.InboxChanged changed -> inboxChanged(changed, now, actions);
      case CoreInput.CancelledInstead cancel -> cancelledInstead(cancel, now, actions);
      case CoreInput.Park park -> park(now, actions);
      case CoreInput.Parked parked -> finish(new Action.CoreEnd.Parked(), actions);
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
    return finished ? Optional.empty() : backlog.nextBatch();
  }

  /** Lets the next batch have also what follows from the request alone, which may wait else. */
  public void commitAll() {
    backlog.commitAll();
  }

  private void begin(CoreInput.Begin begin, Instant now, List<Action> actions) {
    if (begin.start() == null) {
      Fault refusal = begin.refusal();
      if (refusal == null) {
        throw new IllegalArgumentException("neither a start event nor a refusal");
      }
      add(new Tick.RunRefused(now, begin.runId(), refusal));
      return;
    }
    begunWith = begin.states();
    Tick started = new Tick.RunStarted(now, begin.runId(), begin.start(), begin.states());
    List<Command> commands = backlog.add(started, true);
    actions.add(new Action.ShowStates(head()));
    release(commands, actions);
  }

  private void resume(CoreInput.Resume resume, Instant now, List<Action> actions) {
    backlog.resume(resume.state(), TickCount.length(resume.journal()));
    begunWith = begunWith(resume.journal().getFirst());
    resume.journal().forEach(seen::replay);
    Ending ending = head().ending();
    if (ending != null) {
      finish(new Action.CoreEnd.Ended(ending), actions);
      return;
    }
    actions.add(new Action.ShowStates(head()));
    reducer.timers(head()).forEach((timer, at) -> actions.add(new Action.Arm(timer, at)));
    if (head().anyRunning()) {
      add(new Tick.RunResumed(now));
    }
  }

  /** The states that a run began with whose journal has this first. */
  public static Map<String, Payload> begunWith(Tick first) {
    if (first instanceof Tick.Compacted compacted) {
      return compacted.begunWith();
    }
    return first instanceof Tick.RunStarted started ? started.states() : Map.of();
  }

  private void stepEnded(CoreInput.StepEnded ended, Instant now, List<Action> actions) {
    AttemptId id = ended.attempt();
    if (defer(ended) || head().running(id) == null) {
      return;
    }
    Map<String, StateCell> states = head().statesAt(id.path());
    if (isStale(ended.based(), states)) {
      actions.add(new Action.Recompute(id, states));
      return;
    }
    List<Command> unusedUntilDurable =
        backlog.add(id.path().wrap(ended.tick(now)), false, Held.of(ended));
  }

  private static boolean isStale(Map<String, Long> based, Map<String, StateCell> states) {
    for (Map.Entry<String, Long> read : based.entrySet()) {
      if (version(states, read.getKey()) != read.getValue()) {
        return true;
      }
    }
    return false;
  }

  /** The version of a state, 0 where nothing was written. */
  public static long version(Map<String, StateCell> states, String name) {
    StateCell cell = states.get(name);
    return cell == null ? 0 : cell.version();
  }

  private void onceEnded(CoreInput.OnceEnded once, Instant now) {
    AttemptId id = once.attempt();
    if (!defer(once) && head().running(id) != null) {
      Tick tick = new Tick.OnceRecorded(now, id.item(), id.attempt(), once.name(), once.value());
      add(id.path().wrap(tick));
    }
  }

  /**
   * The attempt is answered before this is durable: what it does then is only seen when it ends,
   * and that comes later in the journal.
   */
  private void collect(CoreInput.Collect collect, Instant now, List<Action> actions) {
    AttemptId id = collect.attempt();
    if (!defer(collect) && head().running(id) != null) {
      Tick tick =
          new Tick.Collected(
              now, id.item(), id.attempt(), collect.buffer(), collect.event(), collect.expected());
      release(backlog.add(id.path().wrap(tick), true), actions);
    }
  }

  private void arrived(CoreInput.Arrived arrived, Instant now) {
    if (!defer(arrived)) {
      seen.fresh(arrived.events(), now).forEach(this::add);
    }
  }

  private void timerDue(CoreInput.TimerDue due, Instant now, List<Action> actions) {
    if (defer(due)) {
      return;
    }
    Instant at = reducer.due(head(), due.timer());
    if (at == null) {
      return;
    }
    if (now.isBefore(at)) {
      actions.add(new Action.Arm(due.timer(), at));
      return;
    }
    AttemptId timedOut = Released.attemptOf(due.timer(), RunPath.ROOT);
    if (timedOut == null) {
      add(new Tick.TimerFired(now, due.timer()));
    } else {
      actions.add(new Action.TimeOutStep(timedOut, due.timer()));
    }
  }

  /** Parks only what is durable in full; what happens meanwhile counts if the log refuses. */
  private void park(Instant now, List<Action> actions) {
    if (!begun || parking || head().ended() || !backlog.isEmpty() || !head().atRest()) {
      return;
    }
    Instant due = reducer.timers(head()).values().stream().min(naturalOrder()).orElse(null);
    if (due == null || !due.isBefore(now.plus(WORTH_PARKING))) {
      parking = true;
      actions.add(new Action.Park(backlog.journalLength(), due));
    }
  }

  /**
   * Keeps the input before the run has begun, and while its end or its parking is on the way: if
   * that is refused, the input still counts.
   */
  private boolean defer(CoreInput input) {
    boolean early = !begun || parking || head().ended();
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
    List<Command> unusedUntilDurable = backlog.add(tick, false);
  }

  private void committed(CoreInput.Committed committed, Instant now, List<Action> actions) {
    List<Backlog.Pending> done = backlog.committed();
    actions.add(new Action.ShowStates(durable()));
    for (Backlog.Pending p : done) {
      seen.durable(p.tick());
      if (!p.startedEarly()) {
        release(p.reduction().commands(), actions);
      }
    }
    if (!finished && !committed.arrived().isEmpty()) {
      take(new CoreInput.Arrived(committed.arrived()), now, actions);
    }
  }

  /** The end or the pause was decided without knowing of these events. */
  private void inboxChanged(CoreInput.InboxChanged changed, Instant now, List<Action> actions) {
    parking = false;
    backlog.refused(seen.fresh(withDeferred(changed.arrived()), now));
    takeDeferred(now, actions);
  }

  /** The end that was on its way never happened, nor did what made it. */
  private void cancelledInstead(
      CoreInput.CancelledInstead cancel, Instant now, List<Action> actions) {
    parking = false;
    backlog.endInstead(new Tick.CancelRequested(now, cancel.reason()));
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
      Action action = Released.action(command, RunPath.ROOT, head());
      if (action != null) {
        actions.add(action);
      }
      if (command instanceof Command.End end) {
        finish(new Action.CoreEnd.Ended(end.ending()), actions);
      }
    }
  }

  private void finish(Action.CoreEnd end, List<Action> actions) {
    finished = true;
    backlog.clear();
    deferred.clear();
    actions.add(new Action.Finish(end));
  }
}
