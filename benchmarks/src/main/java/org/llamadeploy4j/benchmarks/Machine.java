package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a benchmark ran, in words for its report. */
final class Machine {
  private Machine() {}

  static String describe() {
    return "%d cores (%s), %.0f GB, %s %s, %s %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            value("/proc/cpuinfo", "model name"),
            Long.parseLong(value("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / 1e6,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vm.vendor"),
            System.getProperty("java.runtime.version"));
  }

  private static String value(String file, String key) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(key.toLowerCase(Locale.ROOT)))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      throw new BenchmarkException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
