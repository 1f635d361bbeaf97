package org.llamadeploy4j.messaging;

import java.time.Duration;

/**
 * How much of the past a shard keeps. Every run that ends removes up to two old ones beyond either
 * bound, so memory stays flat under endless load.
 *
 * @param runs how many ended runs stay
 * @param age how long an ended run stays
 */
public record Retention(int runs, Duration age) {
  /** 10,000 runs, 7 days. */
  public static final Retention DEFAULT = new Retention(10_000, Duration.ofDays(7));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException when one of them is not positive
   */
  public Retention {
    if (runs < 1 || age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException(
          "retention must keep at least one run for some time, not " + runs + " for " + age);
    }
  }
}
