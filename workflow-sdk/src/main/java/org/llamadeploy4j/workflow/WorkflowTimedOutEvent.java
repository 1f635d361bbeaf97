package org.llamadeploy4j.workflow;

import java.util.List;

/**
 * The last event of the stream of a run whose time limit passed.
 *
 * @param timeoutSeconds the limit
 * @param activeSteps names of the steps that were running, sorted
 */
public record WorkflowTimedOutEvent(double timeoutSeconds, List<String> activeSteps)
    implements StopEvent {
  public WorkflowTimedOutEvent {
    activeSteps = List.copyOf(activeSteps);
  }
}
