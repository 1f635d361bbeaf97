package org.llamadeploy4j.workflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A state cannot be read, written or changed in this way. The message names the state or the path
 * and says what to do; the {@linkplain #code() code} tells the cases apart: {@code bad_path},
 * {@code no_such_value}, {@code bad_state}, {@code bad_state_type}, {@code bad_state_name}, {@code
 * no_initial_state}, {@code nested_change}.
 */
public final class StateException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * An exception with a message for people.
   *
   * @param code a short stable name of the kind, for programs
   */
  public StateException(String code, String message) {
    super(code, message);
  }

  /** The same with its cause, or null. */
  public StateException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
