package org.llamadeploy4j.messaging;

import java.time.Duration;

/**
 * How much of the past a shard keeps. Runs that end remove old ones beyond either bound, two each
 * on average, so memory stays flat under endless load. They go in batches, which is cheaper; until
 * one is full, a few more runs than asked are there.
 *
 * @param runs how many ended runs stay
 * @param age how long an ended run stays
 * @param batch with every how many completions, and beyond how many runs too many, old ones go
 */
public record Retention(int runs, Duration age, int batch) {
  private static final int MOST_AT_ONCE = 64;

  /** 10,000 runs, 7 days. */
  public static final Retention DEFAULT = new Retention(10_000, Duration.ofDays(7));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException when one of them is not positive
   */
  public Retention {
    if (runs < 1 || !age.isPositive()) {
      throw new IllegalArgumentException(
          "retention must keep at least one run for some time, not " + runs + " for " + age);
    }
    if (batch < 1 || batch > MOST_AT_ONCE) {
      throw new IllegalArgumentException(
          "retention removes 1 to " + MOST_AT_ONCE + " runs at once, not " + batch);
    }
  }

  /** In batches that fit: one in 64 of what is kept, 16 at most. */
  public Retention(int runs, Duration age) {
    this(runs, age, Math.clamp(runs / 64, 1, 16));
  }
}
