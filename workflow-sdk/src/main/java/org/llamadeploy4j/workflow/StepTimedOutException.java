package org.llamadeploy4j.workflow;

import org.llamadeploy4j.workflow.spi.RunFailure;

/** An attempt of a step did not end within the step's time limit. Retry policies may ask for it. */
public final class StepTimedOutException extends WorkflowException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message that names the step and its limit. */
  public StepTimedOutException(String message) {
    super(RunFailure.STEP_TIMED_OUT, message);
  }
}
