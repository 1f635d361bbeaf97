package org.llamadeploy4j.cli;

import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options that say how much of the past stays. */
final class KeepMixin {
  private static final int MOST_RUNS = 1_000_000;
  private static final double LEAST_DAYS = 0.001;
  private static final double MOST_DAYS = 3_650;
  private static final int MOST_MEGABYTES = 1_000_000;
  private static final double MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

  @Option(
      names = "--keep-runs",
      paramLabel = "N",
      description = "How many ended runs of a deployment stay. Default: 10000")
  private int runs = KeptRuns.DEFAULT.runs();

  @Option(
      names = "--keep-days",
      paramLabel = "DAYS",
      description = "How long an ended run stays. Default: 7")
  private double days = KeptRuns.DEFAULT.age().toDays();

  @Option(
      names = "--keep-megabytes",
      paramLabel = "MB",
      description =
          "How much the ended runs of a deployment may hold in Redis; the oldest go. Default: 256")
  private int megabytes = (int) (KeptRuns.DEFAULT.maxBytes() >> 20);

  KeptRuns kept() {
    require(runs >= 1 && runs <= MOST_RUNS, "--keep-runs", runs, "1 to " + MOST_RUNS);
    require(
        days >= LEAST_DAYS && days <= MOST_DAYS,
        "--keep-days",
        days,
        String.format(Locale.ROOT, "%s to %.0f days", LEAST_DAYS, MOST_DAYS));
    require(
        megabytes >= 1 && megabytes <= MOST_MEGABYTES,
        "--keep-megabytes",
        megabytes,
        "1 to " + MOST_MEGABYTES);
    return new KeptRuns(
        runs, Duration.ofMillis(Math.round(days * MILLIS_PER_DAY)), (long) megabytes << 20);
  }

  private static void require(boolean holds, String option, Object given, String expected) {
    if (!holds) {
      throw CliException.usage(
          "Invalid value for option '%s': %s; expected %s".formatted(option, given, expected));
    }
  }
}
