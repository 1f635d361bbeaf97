package org.llamadeploy4j.workflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A run ended well, but its result is not of the type that was asked for. The message says what the
 * result is. The result is still there: ask for it by another type.
 */
public final class ResultTypeException extends WorkflowException {

  /** The code of these. */
  public static final String CODE = "wrong_result_type";

  @Serial private static final long serialVersionUID = 1L;

  /** An exception about a result, with what could not be read as its cause, if there is one. */
  public ResultTypeException(String message, @Nullable Throwable cause) {
    super(CODE, message, cause);
  }
}
