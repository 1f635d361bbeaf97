package org.llamadeploy4j.workflow.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The ticks of a run that are not durable yet, between the state that is and the one they lead to.
 * Owned by its core.
 */
final class Backlog {

  /** Ticks in one commit at most; the rest follows in the next. */
  static final int MAX_BATCH = 256;

  private final Folding reducer;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private RunState durable = RunState.NEW;
  private RunState head = RunState.NEW;
  private int journalLength;
  private List<Pending> inFlight = List.of();
  private boolean commitAll;

  Backlog(Folding reducer) {
    this.reducer = reducer;
  }

  /**
   * A tick that is not durable yet, and what it makes.
   *
   * @param held what its attempt streamed before
   * @param streamed what shows that, if the attempt counts
   */
  record Pending(
      Tick tick, Reduction reduction, boolean startedEarly, Held held, List<Command> streamed) {}

  RunState head() {
    return head;
  }

  RunState durable() {
    return durable;
  }

  /** Takes over what is durable already: the fold of so many ticks. */
  void resume(RunState state, int length) {
    head = state;
    durable = state;
    journalLength = length;
  }

  /**
   * Adds a tick of which nothing was held back.
   *
   * @param early whether what it commands is done before it is durable
   * @return what it commands
   */
  List<Command> add(Tick tick, boolean early) {
    return add(tick, early, Held.NOTHING);
  }

  /** The same where an attempt's success may show what the attempt streamed. */
  List<Command> add(Tick tick, boolean early, Held held) {
    Reduction reduction = reducer.reduce(head, tick);
    pending.add(new Pending(tick, reduction, early, held, held.shown(head)));
    head = reduction.state();
    return reduction.commands();
  }

  /** What to commit next, if anything; then it is in flight until it is answered. */
  Optional<Action.Batch> nextBatch() {
    if (!inFlight.isEmpty() || pending.isEmpty() || (onlyDerived() && !commitAll)) {
      return Optional.empty();
    }
    commitAll = false;
    inFlight = takeBatch();
    List<Tick> ticks = new ArrayList<>(inFlight.size());
    List<Command> shown = new ArrayList<>();
    int taken = 0;
    for (Pending p : inFlight) {
      ticks.add(p.tick());
      taken += SeenEvents.isTaking(p.tick()) ? 1 : 0;
      shown.addAll(p.streamed());
      for (Command command : p.reduction().commands()) {
        if (isShown(command)) {
          shown.add(command);
        }
      }
    }
    RunState after = inFlight.getLast().reduction().state();
    return Optional.of(
        new Action.Batch(
            ticks, journalLength, shown, taken, after.atRest(), after.ending(), after.states()));
  }

  /** As many ticks as one commit may have; what their attempts streamed is bounded as well. */
  private List<Pending> takeBatch() {
    int most = Math.min(pending.size(), MAX_BATCH);
    List<Pending> batch = new ArrayList<>(most);
    long events = 0;
    long bytes = 0;
    while (batch.size() < most) {
      Streamed streamed = pending.getFirst().held().streamed();
      if (!streamed.fitsWith(events, bytes)) {
        return batch;
      }
      events += streamed.events().size();
      bytes += streamed.bytes();
      batch.add(pending.removeFirst());
    }
    return batch;
  }

  /** Whether nothing is on its way, or about to be. */
  boolean isEmpty() {
    return inFlight.isEmpty() && pending.isEmpty();
  }

  /** How many ticks are durable. */
  int journalLength() {
    return journalLength;
  }

  /** The next batch need not wait for more than there is. */
  void commitAll() {
    commitAll = !pending.isEmpty();
  }

  private boolean onlyDerived() {
    return pending.size() == 1 && pending.getFirst().startedEarly() && !head.ended();
  }

  /** What was in flight is durable; returns it. */
  List<Pending> committed() {
    List<Pending> done = inFlight;
    inFlight = List.of();
    journalLength += done.size();
    durable = done.getLast().reduction().state();
    return done;
  }

  /**
   * What was in flight was refused because of these events, of which it did not know. So they go
   * into the journal before the tick that ended the run, or after all others.
   */
  void refused(List<Tick> events) {
    boolean ends = head.ended();
    List<Pending> old = takeBack();
    int end = ends ? old.size() - 1 : -1;
    for (int i = 0; i < old.size(); i++) {
      if (i == end) {
        addAll(events);
      }
      addAgain(old.get(i));
    }
    if (end < 0) {
      addAll(events);
    }
  }

  /**
   * What was in flight was refused: this tick ends the run, in place of the one that did, if any.
   */
  void endInstead(Tick tick) {
    boolean ends = head.ended();
    List<Pending> old = takeBack();
    old.subList(0, ends ? old.size() - 1 : old.size()).forEach(this::addAgain);
    add(tick, false);
  }

  /** All that is not durable, of which nothing stays. */
  private List<Pending> takeBack() {
    List<Pending> all = new ArrayList<>(inFlight);
    all.addAll(pending);
    clear();
    head = durable;
    return all;
  }

  /** The same on another state, and what was held back with it. */
  private void addAgain(Pending old) {
    List<Command> unusedSinceKnown = add(old.tick(), old.startedEarly(), old.held());
  }

  private void addAll(List<Tick> events) {
    events.forEach(tick -> add(tick, false));
  }

  void clear() {
    inFlight = List.of();
    pending.clear();
  }

  private static boolean isShown(Command command) {
    return switch (command) {
      case Command.Publish c -> true;
      case Command.PublishUnhandled c -> true;
      case Command.PublishSuperseded c -> true;
      case Command.PublishIdle c -> true;
      case Command.InChild c -> isShown(c.command());
      case Command.TellQueued c -> false;
      case Command.RunStep c -> false;
      case Command.StopStep c -> false;
      case Command.ReleaseOnce c -> false;
      case Command.Collect c -> false;
      case Command.Arm c -> false;
      case Command.Disarm c -> false;
      case Command.End c -> false;
    };
  }
}
