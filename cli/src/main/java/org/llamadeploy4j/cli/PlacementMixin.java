package org.llamadeploy4j.cli;

import picocli.CommandLine.Option;

/** The options of whatever runs a control plane. */
final class PlacementMixin {
  private static final int MOST_PLACEMENTS = 16;

  @Option(
      names = "--placements",
      paramLabel = "N",
      description =
          "How many runtimes hold each service, where there are so many; when one dies the others"
              + " go on at once. Default: 2.")
  private int placements = 2;

  int placements() {
    if (placements < 1 || placements > MOST_PLACEMENTS) {
      throw CliException.usage(
          "Invalid value for option '--placements': %d; expected 1 to %d"
              .formatted(placements, MOST_PLACEMENTS));
    }
    return placements;
  }
}
