package org.llamadeploy4j.chaos;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long runs stood still whose process was killed: from the kill to the next execution of a step
 * of theirs. Other faults at the same time make this longer. Pure.
 *
 * @param millis sorted
 */
record Takeovers(List<Long> millis) {

  /** A process was killed. */
  record Death(long pid, long atMillis) {}

  /** For all runs that a killed process had in hand, as far as one can tell from outside. */
  static Takeovers of(List<Death> deaths, List<Execution> executions) {
    Map<Integer, List<Execution>> runs = executions.stream().collect(groupingBy(Execution::number));
    List<Long> millis = new ArrayList<>();
    for (Death death : deaths) {
      for (List<Execution> run : runs.values()) {
        standstill(death, run).ifPresent(millis::add);
      }
    }
    return new Takeovers(millis.stream().sorted().toList());
  }

  private static Optional<Long> standstill(Death death, List<Execution> run) {
    Optional<Execution> last =
        run.stream()
            .filter(e -> e.atMillis() <= death.atMillis())
            .max(Comparator.comparingLong(Execution::atMillis));
    if (last.isEmpty() || last.get().pid() != death.pid()) {
      return Optional.empty();
    }
    return run.stream()
        .filter(e -> e.atMillis() > death.atMillis())
        .map(e -> e.atMillis() - death.atMillis())
        .min(Comparator.naturalOrder());
  }

  /** For people: how many, the median, the 99th percentile, the longest. */
  @Override
  public String toString() {
    if (millis.isEmpty()) {
      return "no run was in the hands of a killed process";
    }
    return "%d runs, p50 %d ms, p99 %d ms, longest %d ms"
        .formatted(millis.size(), at(0.5), at(0.99), millis.getLast());
  }

  private long at(double share) {
    return millis.get((int) Math.min(millis.size() - 1L, (long) (share * millis.size())));
  }
}
