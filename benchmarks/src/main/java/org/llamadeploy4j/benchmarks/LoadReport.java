package org.llamadeploy4j.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a load run saw. Its JSON form is one line with these names.
 *
 * @param clients connections
 * @param runs answers that were counted, wrong ones included
 * @param refused answers 429 that were expected, not counted as runs
 * @param errors wrong answers and lost connections, those of the warm-up included
 * @param firstError the first of them; empty: none
 * @param seconds counted time
 * @param runsPerSecond answers in a second of it
 * @param p50Millis latency that half of the answers did not exceed
 * @param p90Millis the same for 90 %
 * @param p99Millis the same for 99 %
 * @param maxMillis the slowest answer
 * @param loadCpuMicrosPerRun CPU of the load program itself
 * @param processes CPU and memory of the processes asked about, by label
 */
record LoadReport(
    int clients,
    long runs,
    long refused,
    long errors,
    String firstError,
    double seconds,
    double runsPerSecond,
    double p50Millis,
    double p90Millis,
    double p99Millis,
    double maxMillis,
    double loadCpuMicrosPerRun,
    Map<String, Use> processes) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Errors seen. */
  record Errors(long count, String first) {}

  /**
   * Use of one process.
   *
   * @param cpuMicrosPerRun its CPU time over the counted time, by counted answer
   * @param residentBytesBefore resident memory when counting began
   * @param residentBytesAfter resident memory when it ended
   */
  record Use(double cpuMicrosPerRun, long residentBytesBefore, long residentBytesAfter) {}

  /** Use of the processes, and of the load program itself. */
  record Usage(Map<String, Use> processes, double loadCpuMicrosPerRun) {}

  static LoadReport of(
      int clients,
      double seconds,
      LatencyHistogram latencies,
      long refused,
      Errors errors,
      Usage usage) {
    return new LoadReport(
        clients,
        latencies.total(),
        refused,
        errors.count(),
        errors.first(),
        seconds,
        latencies.total() / seconds,
        latencies.percentileNanos(0.5) / 1e6,
        latencies.percentileNanos(0.9) / 1e6,
        latencies.percentileNanos(0.99) / 1e6,
        latencies.maxNanos() / 1e6,
        usage.loadCpuMicrosPerRun(),
        usage.processes());
  }

  static Usage processes(
      Map<String, ProcessUsage> before,
      Map<String, ProcessUsage> after,
      long runs,
      long loadCpuMicros) {
    double divisor = Math.max(1, runs);
    Map<String, Use> processes = new TreeMap<>();
    before.forEach((label, first) -> {
      ProcessUsage last = after.getOrDefault(label, first);
      processes.put(
          label,
          new Use(
              (last.cpuMicros() - first.cpuMicros()) / divisor,
              first.residentBytes(),
              last.residentBytes()));
    });
    return new Usage(processes, loadCpuMicros / divisor);
  }

  static LoadReport ofJson(String line) {
    return JSON.readValue(line, LoadReport.class);
  }

  String toJson() {
    return JSON.writeValueAsString(this);
  }

  /** A few lines for people. */
  String toText() {
    StringJoiner lines = new StringJoiner(System.lineSeparator(), "", System.lineSeparator());
    lines.add(
        "clients %d  runs %d in %.1f s  refused %d  errors %d"
            .formatted(clients, runs, seconds, refused, errors));
    lines.add(
        "%.0f runs/s  p50 %.3f  p90 %.3f  p99 %.3f  max %.1f ms"
            .formatted(runsPerSecond, p50Millis, p90Millis, p99Millis, maxMillis));
    lines.add("load: %.1f µs CPU per run".formatted(loadCpuMicrosPerRun));
    processes.forEach((label, use) ->
        lines.add(
            "%s: %.1f µs CPU per run, %.1f MB resident (%.1f before)"
                .formatted(
                    label,
                    use.cpuMicrosPerRun(),
                    use.residentBytesAfter() / 1e6,
                    use.residentBytesBefore() / 1e6)));
    if (!firstError.isEmpty()) {
      lines.add("first error: " + firstError);
    }
    return lines.toString();
  }

  /** The one in the middle by runs per second; of an even number, the lower of the two. */
  static LoadReport middle(List<LoadReport> reports) {
    return reports.stream()
        .sorted(Comparator.comparingDouble(LoadReport::runsPerSecond))
        .toList()
        .get((reports.size() - 1) / 2);
  }
}
