package org.llamadeploy4j.workflow.engine;

import java.util.List;
import java.util.TreeSet;

/** What time limits do when they pass. Lives within one reduction, on its caller's thread. */
final class Limits {
  private final Draft draft;
  private final ChildRuns children;

  Limits(Draft draft, ChildRuns children) {
    this.draft = draft;
    this.children = children;
  }

  void passed(TimerId timer) {
    switch (timer) {
      case TimerId.RunLimit t -> runLimitPassed();
      case TimerId.WaitLimit t -> waitLimitPassed(t);
      case TimerId.StepLimit t -> {
        // the attempt's driver makes it fail, since its retry policy must be asked
      }
      case TimerId.Delay t -> delayPassed(t);
      case TimerId.InChild t ->
          children.apply(t.item(), new Tick.TimerFired(draft.now(), t.timer()));
    }
  }

  private void runLimitPassed() {
    var limit = draft.plan().limit();
    if (limit != null
        && draft.active().running()
        && draft.active().at(draft.now()).compareTo(limit) >= 0) {
      draft.end(
          new Ending.TimedOut(
              limit, activeSteps(draft.work(), draft.children()), draft.active().at(draft.now())));
    }
  }

  /** The names of the steps that run, those of children with the child's name before. */
  private static List<String> activeSteps(Work work, Children children) {
    TreeSet<String> names = new TreeSet<>();
    for (WorkItem item : work.items().values()) {
      if (item.phase() == WorkItem.Phase.RUNNING) {
        names.add(item.step());
      }
    }
    for (RunState.ChildRun child : children.runs().values()) {
      for (String step : activeSteps(child.state().work(), child.state().children())) {
        names.add(child.name() + "/" + step);
      }
    }
    return List.copyOf(names);
  }

  private void waitLimitPassed(TimerId.WaitLimit timer) {
    WorkItem item = draft.work().item(timer.item());
    if (item != null
        && item.awaited() != null
        && item.memory().answers().size() == timer.ordinal()) {
      draft.resolve(item, new Answer.TimedOut());
    }
  }

  private void delayPassed(TimerId.Delay timer) {
    WorkItem item = draft.work().item(timer.item());
    if (item != null
        && item.phase() == WorkItem.Phase.DELAYED
        && item.attempt() == timer.attempt()) {
      draft.disarm(item);
      draft.put(item.requeued());
    }
  }
}
