package org.llamadeploy4j.workflow;

import java.io.Serial;

/** The result was asked of a run that had been cancelled. */
public final class RunCancelledException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  /** An exception that says what is wrong and what to do. */
  public RunCancelledException(String message) {
    super("cancelled", message);
  }
}
