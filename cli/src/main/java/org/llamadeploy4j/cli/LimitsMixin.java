package org.llamadeploy4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option that sets bounds. */
final class LimitsMixin {
  private static final String NAMES =
      Arrays.stream(Limit.values()).map(Limit::word).collect(Collectors.joining(", "));

  @Option(
      names = "--limit",
      paramLabel = "NAME=NUMBER",
      description =
          "Sets a bound of this program; may be repeated. docs/limits.md has the names and their"
              + " defaults.")
  private List<String> given = new ArrayList<>();

  Limits limits() {
    Map<Limit, Integer> set = new EnumMap<>(Limit.class);
    for (String one : given) {
      String[] parts = one.split("=", 2);
      Limit limit =
          Limit.of(parts[0])
              .orElseThrow(
                  () -> wrong(one, "there is no limit '%s', only %s".formatted(parts[0], NAMES)));
      if (set.put(limit, number(one, parts.length == 2 ? parts[1] : "", limit)) != null) {
        throw wrong(one, "it is set twice");
      }
    }
    return new Limits(set);
  }

  private static int number(String given, String text, Limit limit) {
    try {
      int number = Integer.parseInt(text);
      if (number >= limit.least() && number <= limit.most()) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is too small or too large.
    }
    throw wrong(
        given, "expected %s=NUMBER, %d to %d".formatted(limit.word(), limit.least(), limit.most()));
  }

  private static CliException wrong(String given, String why) {
    return CliException.usage("Invalid value for option '--limit': %s; %s".formatted(given, why));
  }
}
