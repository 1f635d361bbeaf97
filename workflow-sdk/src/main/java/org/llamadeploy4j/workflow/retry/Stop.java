package org.llamadeploy4j.workflow.retry;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * When to give up, however welcome another attempt would be. The factories here can be combined,
 * and a lambda does for what they lack. All are immutable and may be used by many threads at once;
 * a stop must depend on nothing but its arguments. Factories refuse values outside of the ranges
 * given with an {@link IllegalArgumentException}.
 */
@FunctionalInterface
public interface Stop {

  /**
   * Whether to give up now.
   *
   * @param attempt the attempt that failed
   * @param upcoming the delay that would come before the next one, zero or more
   */
  boolean stops(FailedAttempt attempt, Duration upcoming);

  /** Never gives up: only the condition, or a limit of the run, ends the retries. */
  static Stop never() {
    return (attempt, upcoming) -> false;
  }

  /**
   * Gives up when so many attempts have failed.
   *
   * @param attempts how often the step runs at most, the first time included; at least 1
   */
  static Stop afterAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "attempts includes the first one, so it is at least 1: " + attempts);
    }
    return (attempt, upcoming) -> attempt.failures() >= attempts;
  }

  /**
   * Gives up when an attempt fails this long after the first one began, or later. A delay that
   * begins before may still end after; {@link #beforeDelay} avoids that.
   *
   * @param limit above zero
   */
  static Stop afterDelay(Duration limit) {
    Duration checked = positive(limit);
    return (attempt, upcoming) -> attempt.elapsed().compareTo(checked) >= 0;
  }

  /**
   * Gives up when the next attempt would begin this long after the first one, or later. So no delay
   * is waited in vain.
   *
   * @param limit above zero
   */
  static Stop beforeDelay(Duration limit) {
    Duration checked = positive(limit);
    return (attempt, upcoming) ->
        // Subtracts, since the sum may be more than a duration can hold.
        checked.minus(Delays.within(upcoming)).compareTo(attempt.elapsed()) <= 0;
  }

  private static Duration positive(Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException(
          "limit must be above zero: " + limit + "; for a single attempt use afterAttempts(1)");
    }
    return limit;
  }

  /** Gives up when at least one of these does; never for an empty list. */
  static Stop any(Stop... stops) {
    List<Stop> all = List.of(stops);
    return (attempt, upcoming) -> all.stream().anyMatch(s -> s.stops(attempt, upcoming));
  }

  /** Gives up when all of these do; at once for an empty list. */
  static Stop all(Stop... stops) {
    List<Stop> all = List.of(stops);
    return (attempt, upcoming) -> all.stream().allMatch(s -> s.stops(attempt, upcoming));
  }

  /** Gives up when this one or the other does. */
  default Stop or(Stop other) {
    Objects.requireNonNull(other, "other");
    return (attempt, upcoming) -> stops(attempt, upcoming) || other.stops(attempt, upcoming);
  }

  /** Gives up when both this one and the other do. */
  default Stop and(Stop other) {
    Objects.requireNonNull(other, "other");
    return (attempt, upcoming) -> stops(attempt, upcoming) && other.stops(attempt, upcoming);
  }
}
