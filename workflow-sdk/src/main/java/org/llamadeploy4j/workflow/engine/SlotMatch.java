package org.llamadeploy4j.workflow.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Buffers.SlotBuffer;

/**
 * Finds one event for each slot among those that wait: the first slot gets the oldest event with
 * which the others can still be filled.
 */
final class SlotMatch {
  private final List<Set<String>> slots;
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<Candidate> chosen = new ArrayList<>();

  /** An event that waits. */
  record Candidate(long number, Arrival arrival) {
    String type() {
      return arrival.event().type();
    }
  }

  private SlotMatch(List<Set<String>> slots, SlotBuffer buffer) {
    this.slots = slots;
    for (var same : buffer.byType().values()) {
      // of one type no more than there are slots can be needed
      same.entrySet().stream()
          .limit(slots.size())
          .map((Map.Entry<Long, Arrival> e) -> new Candidate(e.getKey(), e.getValue()))
          .forEach(candidates::add);
    }
    candidates.sort(Comparator.comparingLong(Candidate::number));
  }

  /** One candidate for each slot, in their order, or null if they cannot all be filled. */
  static @Nullable List<Candidate> find(List<Set<String>> slots, SlotBuffer buffer) {
    SlotMatch match = new SlotMatch(slots, buffer);
    return match.candidates.size() >= slots.size() && match.fill() ? match.chosen : null;
  }

  private boolean fill() {
    if (chosen.size() == slots.size()) {
      return true;
    }
    Set<String> slot = slots.get(chosen.size());
    for (Candidate candidate : candidates) {
      if (slot.contains(candidate.type()) && !chosen.contains(candidate)) {
        chosen.add(candidate);
        if (fill()) {
          return true;
        }
        chosen.removeLast();
      }
    }
    return false;
  }
}
