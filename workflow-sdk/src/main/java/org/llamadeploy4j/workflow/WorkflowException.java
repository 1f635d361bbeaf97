package org.llamadeploy4j.workflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The root of what this library throws. {@link #code()} names the kind for programs, the message is
 * for people.
 */
public class WorkflowException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * An exception with a message for people.
   *
   * @param code a short stable name of the kind, for programs
   */
  public WorkflowException(String code, String message) {
    this(code, message, null);
  }

  /** The same with its cause, or null. */
  public WorkflowException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** A short stable name of the kind of failure, such as {@code invalid_input}. */
  public final String code() {
    return code;
  }
}
