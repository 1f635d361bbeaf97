package org.llamadeploy4j.workflow.internal;

import java.util.List;
import org.llamadeploy4j.workflow.StepStateChanged;
import org.llamadeploy4j.workflow.StepStateChanged.Phase;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.spi.RunLog;

/**
 * Tells a log how the steps of a run get on, as long as it wants to know. Owned by whoever works
 * off the run's mailbox.
 */
final class StepStates {

  private final RunLog log;
  private final Published published;

  StepStates(RunLog log, Published published) {
    this.log = log;
    this.published = published;
  }

  void queued(Action.TellQueued action) {
    if (log.wantsProgress() && action.path().items().isEmpty()) {
      tell(new StepStateChanged(action.step(), Phase.PREPARING, action.item(), action.type(), ""));
    }
  }

  void started(Action.StartStep action) {
    if (log.wantsProgress() && action.path().items().isEmpty()) {
      WorkItem item = action.item();
      tell(new StepStateChanged(item.step(), Phase.RUNNING, item.id(), item.input().type(), ""));
    }
  }

  /** To be told before the core takes the input. */
  void ended(CoreInput.StepEnded ended, RunState head) {
    WorkItem item = log.wantsProgress() ? head.running(ended.attempt()) : null;
    if (item != null && ended.attempt().path().items().isEmpty()) {
      String output =
          ended.outcome() instanceof CoreInput.Outcome.Completed o ? returned(o.emissions()) : "";
      tell(
          new StepStateChanged(
              item.step(), Phase.NOT_RUNNING, item.id(), item.input().type(), output));
    }
  }

  /** The first event that was returned, not sent. */
  private static String returned(List<Emission> emissions) {
    return emissions.stream()
        .filter(emission -> emission.kind() != Emission.Kind.SENT)
        .map(emission -> emission.event().type())
        .findFirst()
        .orElse("");
  }

  private void tell(StepStateChanged change) {
    log.publish(published.stepState(change));
  }
}
