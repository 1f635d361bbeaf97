package org.llamadeploy4j.workflow.internal;

import java.io.Serial;

/**
 * Ends an attempt that waits. An error, so that user code is unlikely to catch it; without a stack,
 * so that it is cheap.
 */
final class Suspension extends Error {

  @Serial private static final long serialVersionUID = 1L;

  @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack that could be wrong
  static final Suspension INSTANCE = new Suspension();

  private Suspension() {
    super("the step waits and will be entered again", null, false, false);
  }
}
