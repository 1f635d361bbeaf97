package org.llamadeploy4j.workflow.retry;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Failure;

/**
 * What a running attempt knows of those before it. Immutable.
 *
 * @param retryNumber how many attempts have failed before; 0 in the first attempt
 * @param elapsed time since the first attempt began, by the run's clock, the waits between
 *     included; a negative one, from a clock that was set back, becomes zero
 * @param lastFailure why the last attempt failed, or null in the first attempt
 * @param lastFailedAt when it failed, by the run's clock, or null in the first attempt
 */
public record RetryInfo(
    int retryNumber,
    Duration elapsed,
    @Nullable Failure lastFailure,
    @Nullable Instant lastFailedAt) {

  /**
   * Checks that the values belong together.
   *
   * @throws IllegalArgumentException if the number is negative, or there is a failure without a
   *     time or a retry without a failure, or the other way round
   */
  public RetryInfo {
    if (retryNumber < 0) {
      throw new IllegalArgumentException("retryNumber counts from 0: " + retryNumber);
    }
    boolean retry = retryNumber > 0;
    if (retry != (lastFailure != null) || retry != (lastFailedAt != null)) {
      throw new IllegalArgumentException(
          "lastFailure and lastFailedAt are null in the first attempt and only there: retryNumber %d, lastFailure %s, lastFailedAt %s"
              .formatted(retryNumber, lastFailure, lastFailedAt));
    }
    elapsed = elapsed.isNegative() ? Duration.ZERO : elapsed;
  }

  /** In a first attempt that began this long ago. */
  public static RetryInfo firstAttempt(Duration elapsed) {
    return new RetryInfo(0, elapsed, null, null);
  }
}
