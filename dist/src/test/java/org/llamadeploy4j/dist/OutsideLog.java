package org.llamadeploy4j.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What steps wrote down outside of the server: a line for each time that one ran, with the task's
 * number, the step's (1 to 3) and the process. Not thread-safe.
 */
final class OutsideLog {
  private static final Set<Integer> ALL_STEPS = Set.of(1, 2, 3);

  private final Map<Integer, List<Integer>> steps = new TreeMap<>();
  private final Set<String> seen = new HashSet<>();
  private int lines;
  private int again;

  private OutsideLog() {}

  static OutsideLog read(Path file) throws IOException {
    OutsideLog log = new OutsideLog();
    Files.readAllLines(file).forEach(log::add);
    return log;
  }

  private void add(String line) {
    String[] words = line.split(" ", -1);
    steps
        .computeIfAbsent(Integer.valueOf(words[0]), n -> new ArrayList<>())
        .add(Integer.valueOf(words[1]));
    lines++;
    if (!seen.add(line)) {
      again++;
    }
  }

  /** Tasks of these of which a step never ran. */
  Set<Integer> lost(Set<Integer> acknowledged) {
    Set<Integer> lost = new TreeSet<>();
    for (Integer number : acknowledged) {
      if (!new HashSet<>(steps.getOrDefault(number, List.of())).containsAll(ALL_STEPS)) {
        lost.add(number);
      }
    }
    return lost;
  }

  /**
   * Tasks in which a step ran after its successor had run. The successor runs when the step is
   * committed, so it was executed again although it was.
   */
  Map<Integer, List<Integer>> doubled() {
    Map<Integer, List<Integer>> doubled = new TreeMap<>();
    steps.forEach((number, order) -> {
      if (!order.equals(order.stream().sorted().toList())) {
        doubled.put(number, order);
      }
    });
    return doubled;
  }

  /** For people. A step may run again when its process died before the commit, else seldom. */
  String check(Set<Integer> acknowledged) {
    int executions = steps.values().stream().mapToInt(order -> new HashSet<>(order).size()).sum();
    return "%d lost, %d doubled; %d steps, %d of them run again, %d times in the same process"
        .formatted(
            lost(acknowledged).size(), doubled().size(), executions, lines - executions, again);
  }
}
