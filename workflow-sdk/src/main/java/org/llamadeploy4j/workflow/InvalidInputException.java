package org.llamadeploy4j.workflow;

import java.io.Serial;

/**
 * Input from outside that does not fit the event it is meant for. The message lists what is
 * allowed.
 */
public final class InvalidInputException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  /** An exception that says what is wrong and what to do. */
  public InvalidInputException(String message) {
    super("invalid_input", message);
  }
}
