package org.llamadeploy4j.workflow;

import java.io.Serial;

/** A step that was run again after a wait did other things than it had done before. */
public final class StepDivergedException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  /** An exception that says what is wrong and what to do. */
  public StepDivergedException(String message) {
    super("step_diverged", message);
  }
}
