package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.RunFailure;

/**
 * The last part of each reduction: what can start starts, and the books are closed on a run that
 * ends. Lives within one reduction, on its caller's thread.
 */
final class Settling {
  private final Draft draft;
  private final ChildRuns children;

  Settling(Draft draft, ChildRuns children) {
    this.draft = draft;
    this.children = children;
  }

  /**
   * Starts what has a free worker, finds out that nothing can happen any more, and closes the
   * books.
   */
  Reduction settle() {
    if (draft.ending() == null) {
      List<Command> runs = startQueued();
      tellQueued();
      if (draft.work().items().isEmpty() && !draft.plan().takesAnswers()) {
        draft.fail(stuck());
      } else {
        keepTime();
        runs.forEach(draft::command);
      }
    }
    Ending ending = draft.ending();
    if (ending != null) {
      close(ending);
    }
    return draft.done();
  }

  /** Arms the timers of what starts; the commands to run it come after those of all timers. */
  private List<Command> startQueued() {
    List<WorkItem> started = new ArrayList<>();
    for (String step : draft.work().loads().keySet()) {
      StepPlan plan = draft.plan().step(step);
      WorkItem next = nextOf(plan);
      while (next != null) {
        WorkItem running = next.running(draft.now());
        draft.put(running);
        started.add(running);
        next = nextOf(plan);
      }
    }
    started.sort(Comparator.comparingLong(WorkItem::id));
    List<Command> runs = new ArrayList<>();
    for (WorkItem item : started) {
      draft.arm(item);
      runs.add(new Command.RunStep(item.id(), item.attempt()));
    }
    return runs;
  }

  /** The oldest item of a step that has a free worker. */
  private @Nullable WorkItem nextOf(StepPlan step) {
    Work.Load load = draft.work().loads().get(step.name());
    return load == null || load.ready().isEmpty() || load.running() >= step.workers()
        ? null
        : draft.work().item(load.ready().first());
  }

  private void tellQueued() {
    for (long id : draft.queued()) {
      WorkItem item = draft.work().item(id);
      if (item != null && item.phase() == WorkItem.Phase.QUEUED) {
        draft.command(new Command.TellQueued(id, item.step(), item.input().type()));
      }
    }
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
