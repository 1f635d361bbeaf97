package org.llamadeploy4j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Command-line options of the form {@code --name value}; each may be given more than once. */
final class Options {
  private final Map<String, List<String>> values;

  private Options(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Reads the options.
   *
   * @throws BenchmarkException for an unknown name or a missing value
   */
  static Options parse(String[] args, Set<String> known) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].equals("-o") ? "output" : args[i].replaceFirst("^--", "");
      if (!known.contains(name)) {
        throw new BenchmarkException(
            "unknown option " + args[i] + "; known are --" + String.join(", --", known));
      }
      if (i + 1 == args.length) {
        throw new BenchmarkException("option " + args[i] + " needs a value");
      }
      values.computeIfAbsent(name, n -> new ArrayList<>()).add(args[i + 1]);
    }
    return new Options(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The last value given. */
  String text(String name, String otherwise) {
    return values.getOrDefault(name, List.of(otherwise)).getLast();
  }

  /** All values given, in order. */
  List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /**
   * A whole number.
   *
   * @throws BenchmarkException when it is none, or negative
   */
  int number(String name, int otherwise) {
    String text = text(name, Integer.toString(otherwise));
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new BenchmarkException("option --" + name + " needs a whole number, not " + text, e);
    }
  }

  Duration seconds(String name, int otherwise) {
    return Duration.ofSeconds(number(name, otherwise));
  }
}
