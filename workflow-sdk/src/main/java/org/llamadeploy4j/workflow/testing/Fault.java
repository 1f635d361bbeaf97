package org.llamadeploy4j.workflow.testing;

import org.jspecify.annotations.Nullable;

/**
 * A misfortune of a step.
 *
 * @param attempt which attempt it befalls
 * @param thrown what is thrown in place of calling the step; null: the call never returns
 */
record Fault(String step, int attempt, @Nullable Throwable thrown) {
  Fault {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts are counted from 1, not " + attempt);
    }
  }
}
