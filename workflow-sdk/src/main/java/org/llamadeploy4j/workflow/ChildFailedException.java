package org.llamadeploy4j.workflow;

import org.jspecify.annotations.Nullable;

/**
 * A child run did not end with its stop event: it failed, its time limit passed, or it was
 * cancelled. When the step that asked for the child is tried again, the child runs again.
 *
 * <p>Its cause is what was thrown in the child, as a {@link StoredThrowable}, so that {@link
 * org.llamadeploy4j.workflow.retry.RetryIf#causedBy} finds it.
 */
public final class ChildFailedException extends WorkflowException {
  private static final long serialVersionUID = 1L;

  /** The code of this exception. */
  public static final String CODE = "child_failed";

  private final transient @Nullable Failure failure;
  private final String child;

  /**
   * An exception about a child.
   *
   * @param failure why it failed, or null when it was cancelled or its time limit passed
   */
  public ChildFailedException(String child, String message, @Nullable Failure failure) {
    super(CODE, message, StoredThrowable.of(failure));
    this.child = child;
    this.failure = failure;
  }

  /** What the step calls the child. */
  public String child() {
    return child;
  }

  /** Why the child failed, or null when it was cancelled or its time limit passed. */
  public @Nullable Failure failure() {
    return failure;
  }
}
