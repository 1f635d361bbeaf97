package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.Nullable;

/** Refuses what callers must not leave out, in words. Stateless. */
public final class Required {
  private Required() {}

  /**
   * The argument, which must be there.
   *
   * @param call the method that was called
   * @param argument what its parameter is called
   * @param what what to pass, such as {@code the event to send}
   * @throws NullPointerException saying what to pass
   */
  public static <T> T notNull(@Nullable T value, String call, String argument, String what) {
    if (value == null) {
      throw isNull(call, argument, what);
    }
    return value;
  }

  /** As {@link #notNull}, for an argument that is only checked. */
  public static void check(@Nullable Object value, String call, String argument, String what) {
    if (value == null) {
      throw isNull(call, argument, what);
    }
  }

  private static NullPointerException isNull(String call, String argument, String what) {
    return new NullPointerException(
        "%s: its argument '%s' is null; pass %s".formatted(call, argument, what));
  }
}
