package org.llamadeploy4j.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What to measure.
 *
 * @param root of the source tree
 * @param server URL of a product that runs with the echo example deployed; empty: start one
 * @param path of the route to load
 * @param clients connections for the throughput rows
 * @param rounds how often product and harness take turns
 * @param seconds counted time of one turn
 * @param warmUp seconds before it
 * @param runs how many runs before memory is read
 * @param fsync durability level of both Redis servers: {@code everysec} or {@code always}
 * @param only {@code product}, {@code harness} or {@code both}
 */
record BenchSettings(
    Path root,
    String server,
    String path,
    int clients,
    int rounds,
    int seconds,
    int warmUp,
    int runs,
    String fsync,
    String only) {
  static final Set<String> OPTIONS =
      Set.of(
          "root", "server", "path", "clients", "rounds", "seconds", "warm-up", "runs", "fsync",
          "only");

  /**
   * Checks the words.
   *
   * @throws BenchmarkException naming the option to change
   */
  BenchSettings {
    if (!List.of("product", "harness", "both").contains(only)) {
      throw new BenchmarkException("--only is product, harness or both, not " + only);
    }
    if (rounds < 1 || seconds < 1) {
      throw new BenchmarkException("--rounds and --seconds need at least 1");
    }
  }

  static BenchSettings of(Options options) {
    return new BenchSettings(
        Path.of(options.text("root", ".")).toAbsolutePath().normalize(),
        options.text("server", ""),
        options.text("path", "/deployments/QuickStart/tasks/run"),
        options.number("clients", 128),
        options.number("rounds", 3),
        options.number("seconds", 10),
        options.number("warm-up", 5),
        options.number("runs", 100_000),
        options.text("fsync", "everysec"),
        options.text("only", "both"));
  }

  boolean withProduct() {
    return !only.equals("harness");
  }

  boolean withHarness() {
    return !only.equals("product");
  }
}
