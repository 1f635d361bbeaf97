package org.llamadeploy4j.workflow.retry;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a retry. The factories here can be combined, and a lambda does for what
 * they lack. Retries are numbered {@code n} = 0, 1, 2, …: the first retry is {@code n} = 0.
 * Factories refuse values outside of the ranges given with an {@link IllegalArgumentException}.
 *
 * <p>Every wait here answers between zero and {@link #LONGEST}, whatever {@code n}; larger values,
 * and powers too large to compute, become {@link #LONGEST}. All are immutable and may be used by
 * many threads at once. A wait must depend on nothing but its arguments: take random numbers from
 * the generator given, never read a clock.
 */
@FunctionalInterface
public interface Wait {

  /** The longest delay there is: 365 days. */
  Duration LONGEST = Duration.ofDays(365);

  /**
   * The delay before the next attempt.
   *
   * @param attempt the attempt that failed
   * @param random made from the attempt's seed; draw from it for random delays
   * @return zero or more, never null
   */
  Duration before(FailedAttempt attempt, RandomGenerator random);

  /** No delay. */
  static Wait none() {
    return (attempt, random) -> Duration.ZERO;
  }

  /**
   * Always the same delay.
   *
   * @param delay zero to {@link #LONGEST}
   */
  static Wait fixed(Duration delay) {
    Duration always = Delays.checked("delay", delay);
    return (attempt, random) -> always;
  }

  /**
   * Doubles with every retry: {@code initial * 2^n}. Limit it with {@link #atMost}.
   *
   * @param initial the delay before the first retry, zero to {@link #LONGEST}
   */
  static Wait exponential(Duration initial) {
    return exponential(initial, 2);
  }

  /**
   * Grows by a factor with every retry: {@code initial * base^n}. Limit it with {@link #atMost} and
   * {@link #atLeast}.
   *
   * @param initial the delay before the first retry, zero to {@link #LONGEST}
   * @param base the factor, finite and above 0; below 1 the delays shrink
   */
  static Wait exponential(Duration initial, double base) {
    Duration first = Delays.checked("initial", initial);
    double factor = Delays.checkedBase(base);
    return (attempt, random) -> Delays.exponential(first, factor, attempt.retry());
  }

  /**
   * Grows by the same amount with every retry: {@code start + n * increment}, never below zero.
   *
   * @param start the delay before the first retry, zero to {@link #LONGEST}
   * @param increment what each further retry adds; negative for delays that shrink, at most {@link
   *     #LONGEST} either way
   */
  static Wait incrementing(Duration start, Duration increment) {
    Duration first = Delays.checked("start", start);
    Delays.checked("increment, without its sign,", increment.abs());
    return (attempt, random) -> Delays.linear(first, increment, attempt.retry());
  }

  /**
   * Evenly distributed between two delays.
   *
   * @param min zero to {@code max}
   * @param max up to {@link #LONGEST}
   */
  static Wait random(Duration min, Duration max) {
    Delays.checked("min", min);
    Delays.checked("max", max);
    Delays.checkOrder("min", min, "max", max);
    return (attempt, random) -> Delays.uniform(min, max, random);
  }

  /**
   * Grows by a factor, with something random on top: {@code initial * base^n} and up to {@code
   * jitter} more. Limit it with {@link #atMost}.
   *
   * @param initial the delay before the first retry, zero to {@link #LONGEST}
   * @param base the factor, finite and above 0
   * @param jitter the most that is added, zero to {@link #LONGEST}
   */
  static Wait exponentialJitter(Duration initial, double base, Duration jitter) {
    return exponential(initial, base).plus(random(Duration.ZERO, Delays.checked("jitter", jitter)));
  }

  /**
   * Evenly distributed between {@code min} and a limit that grows: {@code initial * base^n}, itself
   * at least {@code min} and at most {@code max}. This spreads many callers of one overloaded
   * resource best; it is known as full jitter.
   *
   * @param initial the limit for the first retry, zero to {@link #LONGEST}
   * @param base the factor, finite and above 0
   * @param min the least delay, zero to {@code max}
   * @param max the greatest delay, up to {@link #LONGEST}
   */
  static Wait randomExponential(Duration initial, double base, Duration min, Duration max) {
    Delays.checked("min", min);
    Delays.checked("max", max);
    Delays.checkOrder("min", min, "max", max);
    Wait limit = exponential(initial, base).atMost(max).atLeast(min);
    return (attempt, random) -> Delays.uniform(min, limit.before(attempt, random), random);
  }

  /**
   * A wait for each retry in turn; the last one serves all further retries. Each sees the true
   * number of the retry, so an exponential wait in second place begins with {@code n} = 1.
   *
   * @param waits at least one
   */
  static Wait chain(Wait... waits) {
    List<Wait> all = List.of(waits);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a chain needs at least one wait; Wait.none() is one");
    }
    return (attempt, random) ->
        all.get(Math.min(attempt.retry(), all.size() - 1)).before(attempt, random);
  }

  /**
   * The sum of several waits, at most {@link #LONGEST}; {@link #none} for an empty list.
   *
   * @param waits asked in order, so random ones draw in that order
   */
  static Wait combine(Wait... waits) {
    return List.of(waits).stream().reduce(none(), Wait::plus);
  }

  /**
   * A delay that the exception tells, such as the {@code Retry-After} of a server.
   *
   * @param delay the delay for an exception, never null; a negative one counts as zero, a longer
   *     one than {@link #LONGEST} as that. Where it throws or gives null, the step is not tried
   *     again and fails with a {@link RetryPolicyException}
   */
  static Wait fromError(Function<? super Throwable, Duration> delay) {
    Objects.requireNonNull(delay, "delay");
    return (attempt, random) -> Delays.within(delay.apply(attempt.error()));
  }

  /** This delay and another one after it. */
  default Wait plus(Wait other) {
    Objects.requireNonNull(other, "other");
    return (attempt, random) -> Delays.sum(before(attempt, random), other.before(attempt, random));
  }

  /**
   * This delay, cut to a limit.
   *
   * @param max zero to {@link #LONGEST}
   */
  default Wait atMost(Duration max) {
    Delays.checked("max", max);
    return (attempt, random) -> Delays.min(before(attempt, random), max);
  }

  /**
   * This delay, raised to a limit. After {@link #atMost} it wins where the two contradict.
   *
   * @param min zero to {@link #LONGEST}
   */
  default Wait atLeast(Duration min) {
    Delays.checked("min", min);
    return (attempt, random) -> Delays.max(before(attempt, random), min);
  }
}
