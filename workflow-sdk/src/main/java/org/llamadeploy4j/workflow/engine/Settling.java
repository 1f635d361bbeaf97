package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.workflow.spi.RunFailure;

/**
 * The last part of each reduction: what can start starts, and the books are closed on a run that
 * ends. Lives within one reduction, on its caller's thread.
 */
final class Settling {
  private final Draft draft;

  Settling(Draft draft) {
    this.draft = draft;
  }

  /**
   * Starts what has a free worker, finds out that nothing can happen any more, and closes the
   * books.
   */
  Reduction settle() {
    if (draft.ending() == null) {
      List<Command> runs = startQueued();
      if (draft.items().isEmpty() && !draft.plan().takesAnswers()) {
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
    List<Command> runs = new ArrayList<>();
    Map<String, Integer> running = new HashMap<>();
    for (WorkItem item : draft.items()) {
      if (item.phase() == WorkItem.Phase.RUNNING) {
        running.merge(item.step(), 1, Integer::sum);
      }
    }
    for (WorkItem item : draft.items()) {
      if (item.phase() == WorkItem.Phase.QUEUED
          && running.getOrDefault(item.step(), 0) < draft.plan().step(item.step()).workers()) {
        running.merge(item.step(), 1, Integer::sum);
        WorkItem started = item.running(draft.now());
        draft.put(started);
        runs.add(new Command.RunStep(started.id(), started.attempt()));
        draft.arm(started);
      }
    }
    return runs;
  }

  private static Failure stuck() {
    String message =
        "the run is stuck: no step runs, none waits for an event, and none returned a stop event";
    return new Failure(RunFailure.STUCK, "", message, "");
  }

  private void keepTime() {
    boolean busy = draft.items().stream().anyMatch(i -> i.phase() != WorkItem.Phase.WAITING);
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
  }

  private void close(Ending how) {
    for (WorkItem item : draft.items()) {
      draft.disarm(item);
      if (item.phase() == WorkItem.Phase.RUNNING) {
        draft.command(new Command.StopStep(item.id(), item.attempt()));
      }
    }
    if (draft.active().reaches(draft.plan().limit()) != null) {
      draft.command(new Command.Disarm(new TimerId.RunLimit()));
    }
    draft.active(draft.active().pausedAt(draft.now()));
    draft.clear();
    draft.command(new Command.End(how));
  }
}
