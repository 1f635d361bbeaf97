package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Context;

/** The context of the step that a thread runs. Each thread sees its own. */
public final class CurrentContext {

  private static final ThreadLocal<@Nullable Context> CURRENT = new ThreadLocal<>();

  private CurrentContext() {}

  /**
   * The calling thread's context.
   *
   * @throws IllegalStateException when it runs no step
   */
  public static Context get() {
    Context context = CURRENT.get();
    if (context == null) {
      throw new IllegalStateException(
          "no step runs on this thread; Context.current() works on a step's own thread only");
    }
    return context;
  }

  /** Whether the calling thread runs a step of this run, or of a child of it. */
  static boolean isIn(Family family, String runId) {
    return CURRENT.get() instanceof AttemptContext context && context.isIn(family, runId);
  }

  static void set(Context context) {
    CURRENT.set(context);
  }

  static void clear() {
    CURRENT.set(null); // its place goes with the thread, which ends soon
  }
}
