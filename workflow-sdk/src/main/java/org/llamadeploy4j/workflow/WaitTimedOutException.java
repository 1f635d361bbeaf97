package org.llamadeploy4j.workflow;

import java.io.Serial;

/** The event that a step waited for did not come in time. */
public final class WaitTimedOutException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  /** An exception that says what is wrong and what to do. */
  public WaitTimedOutException(String message) {
    super("wait_timed_out", message);
  }
}
