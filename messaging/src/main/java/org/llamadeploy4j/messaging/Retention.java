package org.llamadeploy4j.messaging;

import java.time.Duration;

/**
 * How much of the past a shard keeps. Runs that end remove old ones beyond any of the bounds, so
 * memory stays flat under endless load. They go in batches, which is cheaper; until one is full, a
 * few more runs than asked are there. The run that ended last always stays.
 *
 * @param runs how many ended runs stay
 * @param age how long an ended run stays
 * @param maxBytes how many bytes ended runs may hold together, about. An end removes up to two
 *     batches for it, down to 63/64 of it
 * @param batch with every how many completions, and beyond how many runs too many, old ones go
 */
public record Retention(int runs, Duration age, long maxBytes, int batch) {
  private static final int MOST_AT_ONCE = 64;
  private static final long DEFAULT_MAX_BYTES = 256L << 20;

  /** 10,000 runs, 7 days, 256 MB. */
  public static final Retention DEFAULT =
      new Retention(10_000, Duration.ofDays(7), DEFAULT_MAX_BYTES);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException when one of them is not positive
   */
  public Retention {
    if (runs < 1 || !age.isPositive() || maxBytes < 1) {
      throw new IllegalArgumentException(
          "retention must keep at least one run and one byte for some time, not %d and %d for %s"
              .formatted(runs, maxBytes, age));
    }
    if (batch < 1 || batch > MOST_AT_ONCE) {
      throw new IllegalArgumentException(
          "retention removes 1 to " + MOST_AT_ONCE + " runs at once, not " + batch);
    }
  }

  /** In batches that fit: one in 64 of what is kept, 16 at most. */
  public Retention(int runs, Duration age, long maxBytes) {
    this(runs, age, maxBytes, Math.clamp(runs / 64, 1, 16));
  }

  /** The same with the default bound on bytes. */
  public Retention(int runs, Duration age) {
    this(runs, age, DEFAULT_MAX_BYTES);
  }
}
