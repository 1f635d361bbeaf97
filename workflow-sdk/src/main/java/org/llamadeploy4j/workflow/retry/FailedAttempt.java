package org.llamadeploy4j.workflow.retry;

import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link RetryPolicy} decides on: one attempt of a step has just failed. Immutable.
 *
 * @param failures how many attempts have failed so far, this one included; at least 1
 * @param elapsed time since the first attempt began, the waits between included; a negative one,
 *     from a clock that was set back, becomes zero
 * @param error what the step threw, without the wrappers of reflection and futures
 * @param seed where random waits come from; the same seed gives the same delays, see {@link
 *     RetrySeed}
 */
public record FailedAttempt(int failures, Duration elapsed, Throwable error, long seed) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if no attempt has failed
   */
  public FailedAttempt {
    if (failures < 1) {
      throw new IllegalArgumentException(
          "failures counts the failed attempts, this one included, so it is at least 1: "
              + failures);
    }
    Objects.requireNonNull(error, "error");
    elapsed = elapsed.isNegative() ? Duration.ZERO : elapsed;
  }

  /** The number of the retry that may follow: 0 for the first one. */
  public int retry() {
    return failures - 1;
  }
}
