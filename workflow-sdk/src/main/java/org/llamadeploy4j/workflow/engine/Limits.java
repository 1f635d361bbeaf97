package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.util.List;
import org.llamadeploy4j.workflow.spi.RunFailure;

/** What time limits do when they pass. Lives within one reduction, on its caller's thread. */
final class Limits {
  private final Draft draft;

  Limits(Draft draft) {
    this.draft = draft;
  }

  void passed(TimerId timer) {
    switch (timer) {
      case TimerId.RunLimit t -> runLimitPassed();
      case TimerId.WaitLimit t -> waitLimitPassed(t);
      case TimerId.StepLimit t -> stepLimitPassed(t);
    }
  }

  private void runLimitPassed() {
    Duration limit = draft.plan().limit();
    if (limit != null
        && draft.active().running()
        && draft.active().at(draft.now()).compareTo(limit) >= 0) {
      List<String> busy =
          draft.items().stream()
              .filter(i -> i.phase() == WorkItem.Phase.RUNNING)
              .map(WorkItem::step)
              .distinct()
              .sorted()
              .toList();
      draft.end(new Ending.TimedOut(limit, busy, draft.active().at(draft.now())));
    }
  }

  private void waitLimitPassed(TimerId.WaitLimit timer) {
    WorkItem item = draft.item(timer.item());
    if (item != null
        && item.awaited() != null
        && item.memory().answers().size() == timer.ordinal()) {
      draft.resolve(item, new Answer.TimedOut());
    }
  }

  private void stepLimitPassed(TimerId.StepLimit timer) {
    WorkItem item = draft.running(timer.item(), timer.attempt());
    if (item == null) {
      return;
    }
    String message =
        "step %s did not end within its time limit of %s"
            .formatted(item.step(), draft.plan().step(item.step()).timeout());
    draft.remove(item);
    draft.command(new Command.StopStep(item.id(), item.attempt()));
    draft.fail(item, new Failure(RunFailure.STEP_TIMED_OUT, "", message, ""));
  }
}
