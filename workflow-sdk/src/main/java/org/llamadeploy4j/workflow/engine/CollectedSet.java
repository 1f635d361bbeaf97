package org.llamadeploy4j.workflow.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The events a work item took out of a buffer, by the item that had put each in; empty where the
 * buffer was not complete.
 *
 * @param events in the order of delivery
 * @param expected the types in the order in which the step wants them
 */
public record CollectedSet(SortedMap<Long, EventData> events, List<String> expected) {

  /** Nothing yet. */
  public static final CollectedSet NOTHING = new CollectedSet(new TreeMap<>(), List.of());

  public CollectedSet {
    events = Collections.unmodifiableSortedMap(new TreeMap<>(events));
    expected = List.copyOf(expected);
  }

  /** The events as the step wants them; empty while the set is not complete. */
  public List<EventData> inOrder() {
    Map<String, Deque<EventData>> byType = new HashMap<>();
    events.values().forEach(e -> byType.computeIfAbsent(e.type(), t -> new ArrayDeque<>()).add(e));
    List<EventData> ordered = new ArrayList<>();
    for (String type : expected) {
      ordered.add(byType.getOrDefault(type, new ArrayDeque<>()).removeFirst());
    }
    return ordered;
  }
}
