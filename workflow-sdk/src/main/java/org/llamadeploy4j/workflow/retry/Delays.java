package org.llamadeploy4j.workflow.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Arithmetic on delays that neither overflows nor goes below zero. It works in nanoseconds: {@link
 * Wait#LONGEST} is far below what a long holds.
 */
final class Delays {

  private static final long LONGEST_NANOS = Wait.LONGEST.toNanos();

  private Delays() {}

  /** The duration itself, or a complaint that names the parameter. */
  static Duration checked(String parameter, Duration value) {
    if (value.isNegative() || value.compareTo(Wait.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be between zero and %s, but is %s".formatted(parameter, Wait.LONGEST, value));
    }
    return value;
  }

  static void checkOrder(String lower, Duration low, String upper, Duration high) {
    if (low.compareTo(high) > 0) {
      throw new IllegalArgumentException(
          "%s must be at most %s, but is %s with %s %s".formatted(lower, upper, low, upper, high));
    }
  }

  static double checkedBase(double base) {
    if (!(base > 0) || Double.isInfinite(base)) {
      throw new IllegalArgumentException(
          "base must be a finite number above 0, such as 2 to double the delay: " + base);
    }
    return base;
  }

  /** The duration within zero and {@link Wait#LONGEST}. */
  static Duration within(Duration value) {
    if (value.isNegative()) {
      return Duration.ZERO;
    }
    return min(value, Wait.LONGEST);
  }

  static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** The sum of two delays of any size, at most {@link Wait#LONGEST}. */
  static Duration sum(Duration one, Duration other) {
    return within(within(one).plus(within(other)));
  }

  /** {@code initial * base^n}, at most {@link Wait#LONGEST}. */
  static Duration exponential(Duration initial, double base, int n) {
    // Zero stays zero where the power has become infinite.
    return initial.isZero() ? Duration.ZERO : ofNanos(initial.toNanos() * Math.pow(base, n));
  }

  /** {@code start + n * increment}, at least zero, at most {@link Wait#LONGEST}. */
  static Duration linear(Duration start, Duration increment, int n) {
    return ofNanos(start.toNanos() + (double) increment.toNanos() * n);
  }

  /** Evenly between two delays. */
  static Duration uniform(Duration min, Duration max, RandomGenerator random) {
    long low = min.toNanos();
    return Duration.ofNanos(low + (long) (random.nextDouble() * (max.toNanos() - low)));
  }

  private static Duration ofNanos(double nanos) {
    return Duration.ofNanos(Math.clamp(Math.round(nanos), 0L, LONGEST_NANOS));
  }
}
