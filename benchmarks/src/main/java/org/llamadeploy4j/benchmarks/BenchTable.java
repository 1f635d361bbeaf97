package org.llamadeploy4j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what was measured and writes it as Markdown. Used by one thread. */
final class BenchTable {
  private final List<String> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long errors;

  /** Adds a row of load. */
  void load(String what, List<LoadReport> turns) {
    LoadReport report = LoadReport.middle(turns);
    errors += turns.stream().mapToLong(LoadReport::errors).sum();
    String cpu =
        report.processes().entrySet().stream()
            .map(use -> "%s %.0f".formatted(use.getKey(), use.getValue().cpuMicrosPerRun()))
            .collect(Collectors.joining(", "));
    rows.add(
        "| %s | %d | %,.0f | %.2f | %.2f | %.2f | %.1f | %s, load %.0f | %s |"
            .formatted(
                what,
                report.clients(),
                report.runsPerSecond(),
                report.p50Millis(),
                report.p90Millis(),
                report.p99Millis(),
                report.maxMillis(),
                cpu,
                report.loadCpuMicrosPerRun(),
                turns.stream()
                    .map(turn -> "%,.0f".formatted(turn.runsPerSecond()))
                    .collect(Collectors.joining(" "))));
  }

  /** Adds how the product compares with the harness under the same load. */
  void ratio(int clients, List<LoadReport> product, List<LoadReport> harness) {
    LoadReport ours = LoadReport.middle(product);
    LoadReport bare = LoadReport.middle(harness);
    note(
        "%d clients: %.0f %% of the bare harness's runs per second, p50 %.1f times its p50"
            .formatted(
                clients,
                100 * ours.runsPerSecond() / bare.runsPerSecond(),
                ours.p50Millis() / bare.p50Millis()));
  }

  /** Adds the median of several durations. */
  void median(String what, List<Duration> times) {
    note(
        "%s: %,d ms (median of %d; slowest %,d)"
            .formatted(
                what,
                times.stream().sorted().toList().get((times.size() - 1) / 2).toMillis(),
                times.size(),
                times.stream().max(Duration::compareTo).orElse(Duration.ZERO).toMillis()));
  }

  void note(String text) {
    notes.add("- " + text);
  }

  long errors() {
    return errors;
  }

  /** All of it; the figures of a row are those of its middle turn. */
  String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| What | Clients | Runs/s | p50 ms | p90 | p99 | max | CPU µs per run | Runs/s by turn |");
    lines.add("|---|---:|---:|---:|---:|---:|---:|---|---|");
    lines.addAll(rows);
    lines.add("");
    lines.addAll(notes);
    lines.add("- errors: %d".formatted(errors));
    return String.join(System.lineSeparator(), lines);
  }
}
