package org.llamadeploy4j.workflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A resource that a step asked for and cannot have. {@link #code()} says why: {@link #FAILED},
 * {@link #UNAVAILABLE} or {@link #CLOSED}.
 */
public final class ResourceException extends WorkflowException {

  /**
   * Its maker, or that of another resource it needs, threw (the cause) or returned null. Asking
   * again calls the maker again.
   */
  public static final String FAILED = "resource_failed";

  /** The workflow has no way to make it; asking again does not help. */
  public static final String UNAVAILABLE = "resource_unavailable";

  /** The run, or the whole workflow, is over, and its resources are closed. */
  public static final String CLOSED = "resource_closed";

  @Serial private static final long serialVersionUID = 1L;

  /**
   * An exception with a message for people.
   *
   * @param code one of the constants here
   */
  public ResourceException(String code, String message) {
    super(code, message);
  }

  /** The same with its cause, or null. */
  public ResourceException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
