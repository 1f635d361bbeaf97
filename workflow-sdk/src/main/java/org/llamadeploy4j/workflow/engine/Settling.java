package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.llamadeploy4j.workflow.spi.RunFailure;
import org.pcollections.PSortedSet;

/**
 * The last part of each reduction: what can start starts, and the books are closed on a run that
 * ends. Lives within one reduction, on its caller's thread.
 */
final class Settling {
  private static final Comparator<WorkItem> OLDEST_FIRST = Comparator.comparingLong(WorkItem::id);

  private final Draft draft;
  private final ChildRuns children;
  private final List<WorkItem> started = new ArrayList<>(Draft.FEW);
  private final List<WorkItem> queued = new ArrayList<>();

  Settling(Draft draft, ChildRuns children) {
    this.draft = draft;
    this.children = children;
  }

  /**
   * Starts what has a free worker, finds out that nothing can happen any more, and closes the
   * books. The commands to run what starts come after those of all timers.
   */
  Reduction settle() {
    if (draft.ending() == null) {
      draft.work().ready().forEach(this::startOldest);
      draft.added().forEach(this::startOrQueue);
      started.sort(OLDEST_FIRST);
      started.forEach(draft::arm);
      queued.forEach(this::tellQueued);
      if (draft.work().items().isEmpty() && !draft.plan().takesAnswers()) {
        draft.fail(stuck());
      } else {
        keepTime();
        started.forEach(this::run);
      }
    }
    Ending ending = draft.ending();
    if (ending != null) {
      close(ending);
    }
    return draft.done();
  }

  /** Starts what a step's free workers can take of what was there before. */
  private void startOldest(String step, PSortedSet<Long> items) {
    for (long id : items) {
      WorkItem item = draft.work().item(id);
      if (item == null || !hasWorker(step)) {
        return;
      }
      start(item);
    }
  }

  /** What this tick added comes last: where a worker is free yet, nothing older waits for it. */
  private void startOrQueue(WorkItem added) {
    if (hasWorker(added.step())) {
      start(added);
    } else {
      draft.put(added);
      queued.add(added);
    }
  }

  private boolean hasWorker(String step) {
    return draft.work().running(step) < draft.plan().step(step).workers();
  }

  private void start(WorkItem item) {
    WorkItem running = item.running(draft.now());
    draft.put(running);
    started.add(running);
  }

  private void run(WorkItem item) {
    draft.command(new Command.RunStep(item.id(), item.attempt()));
  }

  private void tellQueued(WorkItem item) {
    draft.command(new Command.TellQueued(item.id(), item.step(), item.input().type()));
  }

  private Fault stuck() {
    TreeSet<String> incomplete = new TreeSet<>();
    draft.buffers().slots().keySet().forEach(key -> incomplete.add(key.step()));
    draft.buffers().collects().keySet().forEach(key -> incomplete.add(key.step()));
    String message =
        "the run is stuck: no step runs, none waits for an event, and none returned a stop event; let every way through the workflow end in a stop event or in a wait";
    return Fault.of(
        RunFailure.STUCK,
        incomplete.isEmpty()
            ? message
            : message + "; these steps have some of the events they take, not all: " + incomplete);
  }

  private void keepTime() {
    boolean busy = draft.work().busy() || draft.children().busy() > 0;
    ActiveTime active = draft.active();
    if (busy == active.running()) {
      return;
    }
    draft.active(busy ? active.resumedAt(draft.now()) : active.pausedAt(draft.now()));
    Instant end = draft.active().reaches(draft.plan().limit());
    if (end != null) {
      draft.command(new Command.Arm(new TimerId.RunLimit(), end));
    } else if (draft.plan().limit() != null) {
      draft.command(new Command.Disarm(new TimerId.RunLimit()));
    }
    if (!busy) {
      draft.command(new Command.PublishIdle());
    }
  }

  private void close(Ending how) {
    for (WorkItem item : draft.work().items().values()) {
      draft.disarm(item);
      if (item.phase() == WorkItem.Phase.RUNNING) {
        draft.command(new Command.StopStep(item.id(), item.attempt()));
      }
    }
    children.cancelAll();
    for (Kept kept : draft.kept()) {
      draft.unhandled(kept.event(), "it was kept for a wait, and the run ended without one");
    }
    if (draft.active().reaches(draft.plan().limit()) != null) {
      draft.command(new Command.Disarm(new TimerId.RunLimit()));
    }
    draft.active(draft.active().pausedAt(draft.now()));
    draft.clear();
    draft.command(new Command.End(how));
  }
}
