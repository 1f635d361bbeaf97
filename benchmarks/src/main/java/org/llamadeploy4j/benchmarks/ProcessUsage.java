package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, as Linux counts it.
 *
 * @param cpuMicros user and system time of all its threads since it started, in steps of 10 ms
 * @param residentBytes resident memory now
 */
record ProcessUsage(long cpuMicros, long residentBytes) {
  private static final long MICROS_PER_TICK = 10_000; // USER_HZ is 100 on every Linux
  private static final int UTIME = 11; // fields after the command's closing parenthesis, from 0
  private static final int STIME = 12;

  /**
   * Reads {@code /proc}.
   *
   * @throws BenchmarkException when there is no such process, or no {@code /proc}
   */
  static ProcessUsage of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The command may hold spaces, so fields are counted from its end.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
      return new ProcessUsage(ticks * MICROS_PER_TICK, residentBytes(pid));
    } catch (IOException e) {
      throw new BenchmarkException("cannot read the usage of process " + pid + ": " + e, e);
    }
  }

  private static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0; // a process that has ended but was not waited for
  }
}
