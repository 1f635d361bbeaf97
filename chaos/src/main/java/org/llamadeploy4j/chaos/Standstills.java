package org.llamadeploy4j.chaos;

import java.util.List;

/**
 * How long runs stood still.
 *
 * @param millis sorted
 */
record Standstills(List<Long> millis) {

  /** For people: how many, the median, the 99th percentile, the longest. */
  @Override
  public String toString() {
    if (millis.isEmpty()) {
      return "no run";
    }
    return "%d runs, p50 %d ms, p99 %d ms, longest %d ms"
        .formatted(millis.size(), at(0.5), at(0.99), millis.getLast());
  }

  private long at(double share) {
    return millis.get((int) Math.min(millis.size() - 1L, (long) (share * millis.size())));
  }
}
