package org.llamadeploy4j.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of whatever runs a service runtime. */
final class RuntimeMixin {
  private static final double MOST_SECONDS = 86_400;

  @Option(
      names = "--park-after",
      paramLabel = "SECONDS",
      description =
          "How long nothing happens to a run whose steps all wait until it leaves memory."
              + " Default: 10.")
  private double parkAfterSeconds = 10;

  Duration parkAfter() {
    if (!(parkAfterSeconds >= 0.001 && parkAfterSeconds <= MOST_SECONDS)) {
      throw CliException.usage(
          "Invalid value for option '--park-after': %s; expected 0.001 to %.0f seconds"
              .formatted(parkAfterSeconds, MOST_SECONDS));
    }
    return Duration.ofMillis(Math.round(parkAfterSeconds * 1_000));
  }
}
