package org.llamadeploy4j.workflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * What was thrown elsewhere, as a run stores it: its type's name, its message and its causes. The
 * object itself is not there, since the run may go on in another process. Only ever the cause of
 * another exception; {@link org.llamadeploy4j.workflow.retry.RetryIf#causedBy} sees it as what it
 * stands for.
 */
public final class StoredThrowable extends Throwable {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  private StoredThrowable(Failure failure) {
    super(failure.message(), of(failure.cause()), false, false);
    this.failure = failure;
  }

  /** What stands for this failure; null where there is none, or nothing was thrown. */
  static @Nullable StoredThrowable of(@Nullable Failure failure) {
    return failure == null || failure.type().isEmpty() ? null : new StoredThrowable(failure);
  }

  /** What is stored. */
  public Failure failure() {
    return failure;
  }

  /** Whether what was thrown is of this type or of a subtype, by their names. */
  public boolean isA(Class<? extends Throwable> type) {
    return type == Throwable.class
        || failure.type().equals(type.getName())
        || failure.supertypes().contains(type.getName());
  }

  /** As what was thrown says it. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // its class stands for another
  public String toString() {
    return failure.type() + ": " + failure.message();
  }
}
