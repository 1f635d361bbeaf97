package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import org.llamadeploy4j.workflow.Failure;

/**
 * What follows from a failed attempt: another one later, an error handler, or the end of the run.
 * Lives within one reduction, on its caller's thread.
 */
final class Recovery {
  private final Draft draft;
  private final Streams streams;
  private final Collecting collecting;

  Recovery(Draft draft, Streams streams, Collecting collecting) {
    this.draft = draft;
    this.streams = streams;
    this.collecting = collecting;
  }

  void failed(WorkItem item, Tick.StepFailed tick) {
    switch (tick.verdict()) {
      case Verdict.Retry v -> {
        draft.disarm(item);
        WorkItem later = item.delayed(tick.fault(), draft.now(), v.delay());
        draft.put(later);
        draft.command(new Command.PublishSuperseded(item.step(), item.id(), item.attempt()));
        draft.arm(later);
      }
      case Verdict.GiveUp v -> givenUp(item, tick.fault());
    }
  }

  private void givenUp(WorkItem item, Fault fault) {
    StepPlan handler = draft.plan().handlerOf(item.step());
    draft.finish(item);
    if (handler == null) {
      draft.fail(item, fault);
      return;
    }
    if (!mayRecover(handler, item)) {
      draft.fail(item, usedUp(handler, item, fault));
      return;
    }
    collecting.giveBack(item);
    draft.command(new Command.PublishSuperseded(item.step(), item.id(), item.attempt()));
    Instant begun = item.progress().begun();
    Input failed =
        new Input.Failed(
            item.step(),
            item.input(),
            fault,
            item.progress().failures().count() + 1,
            draft.since(begun),
            draft.now());
    streams.queue(handler, failed, item.lineage().recovered(handler.name()));
    streams.leave(item.lineage().stream());
  }

  /** The same, saying why the handler was not called. */
  private static Fault usedUp(StepPlan handler, WorkItem item, Fault fault) {
    int recoveries = item.lineage().recoveries(handler.name());
    String why =
        "%s; its handler %s has recovered %d %s that this one follows from, which is its maxRecoveries; raise that, or let the handler end the run"
            .formatted(
                fault.failure().message(),
                handler.name(),
                recoveries,
                recoveries == 1 ? "failure" : "failures");
    Failure failure = fault.failure();
    return new Fault(
        fault.code(),
        new Failure(failure.type(), why, failure.stack(), failure.cause(), failure.supertypes()));
  }

  private static boolean mayRecover(StepPlan handler, WorkItem item) {
    return handler.takes() instanceof Takes.Failures f
        && item.lineage().recoveries(handler.name()) < f.maxRecoveries();
  }
}
