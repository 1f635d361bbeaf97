package org.llamadeploy4j.cli;

import java.time.Duration;

/**
 * How many ended runs of each deployment stay.
 *
 * @param runs how many at most
 * @param age how long each
 * @param maxBytes how many bytes they hold together, about
 */
public record KeptRuns(int runs, Duration age, long maxBytes) {
  /** Unless somebody says otherwise. */
  public static final KeptRuns DEFAULT = new KeptRuns(10_000, Duration.ofDays(7), 256L << 20);
}
