package org.llamadeploy4j.serviceruntime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What steps did, written down outside of the store, as their effects on the world are. */
final class SimExecutions {
  private final Map<String, List<Execution>> byTask = new HashMap<>();
  private long marks;

  /**
   * An execution of a hop.
   *
   * @param mark its own
   * @param builtOn the marks that came with its event
   */
  record Execution(long mark, List<Long> builtOn) {}

  long add(String task, List<Long> builtOn) {
    long mark = ++marks;
    byTask.computeIfAbsent(task, key -> new ArrayList<>()).add(new Execution(mark, builtOn));
    return mark;
  }

  /** Hops of which more than one execution was built upon. */
  Set<Integer> doubled(String task) {
    Map<Integer, Set<Long>> committed = new HashMap<>();
    for (Execution execution : byTask.getOrDefault(task, List.of())) {
      if (!execution.builtOn().isEmpty()) {
        committed
            .computeIfAbsent(execution.builtOn().size(), key -> new HashSet<>())
            .add(execution.builtOn().getLast());
      }
    }
    committed.values().removeIf(of -> of.size() < 2);
    return committed.keySet();
  }

  /** Whether these marks are of executions that built on one another. */
  boolean chain(String task, List<Long> marks) {
    for (int i = 0; i < marks.size(); i++) {
      Execution execution = new Execution(marks.get(i), marks.subList(0, i));
      if (!byTask.getOrDefault(task, List.of()).contains(execution)) {
        return false;
      }
    }
    return true;
  }
}
