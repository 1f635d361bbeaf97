package org.llamadeploy4j.workflow.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.llamadeploy4j.workflow.engine.Buffers.CollectBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.CollectKey;

/**
 * Events that a step collects over several of its work items. An item puts its event in once, in
 * whichever attempt, and is told the same in every attempt; a set that was complete belongs to the
 * item that completed it. Lives within one reduction, on its caller's thread.
 */
final class Collecting {
  private final Draft draft;

  Collecting(Draft draft) {
    this.draft = draft;
  }

  void collect(WorkItem item, Tick.Collected tick) {
    CollectedSet known = item.memory().collected().get(tick.buffer());
    if (known != null) {
      answer(tick, known);
      return;
    }
    if (!tick.expected().contains(tick.event().type())) {
      answer(tick, CollectedSet.NOTHING);
      return;
    }
    CollectKey key = new CollectKey(item.step(), tick.buffer());
    CollectBuffer buffer = draft.buffers().collects(key).plus(item.id(), tick.event());
    CollectedSet set = complete(buffer, tick);
    for (Map.Entry<Long, EventData> taken : set.events().entrySet()) {
      buffer = buffer.minus(taken.getKey(), taken.getValue().type());
    }
    draft.buffers(draft.buffers().collects(key, buffer));
    draft.put(item.collected(tick.buffer(), set));
    answer(tick, set);
  }

  private void answer(Tick.Collected tick, CollectedSet set) {
    draft.command(new Command.Collect(tick.item(), tick.attempt(), tick.buffer(), set));
  }

  /** The oldest complete set, or nothing. */
  private static CollectedSet complete(CollectBuffer buffer, Tick.Collected tick) {
    Map<String, Integer> needed = new HashMap<>();
    tick.expected().forEach(type -> needed.merge(type, 1, Integer::sum));
    SortedMap<Long, EventData> set = new TreeMap<>();
    for (Map.Entry<String, Integer> need : needed.entrySet()) {
      SortedMap<Long, EventData> have = buffer.of(need.getKey());
      if (have.size() < need.getValue()) {
        return CollectedSet.NOTHING;
      }
      have.entrySet().stream()
          .limit(need.getValue())
          .forEach(e -> set.put(e.getKey(), e.getValue()));
    }
    return new CollectedSet(set, tick.expected());
  }

  /** Undoes what an item collected that has failed for good: its own event goes with it. */
  void giveBack(WorkItem item) {
    item.memory()
        .collected()
        .forEach((name, set) -> {
          CollectKey key = new CollectKey(item.step(), name);
          CollectBuffer buffer = draft.buffers().collects(key);
          for (Map.Entry<Long, EventData> taken : set.events().entrySet()) {
            buffer = buffer.plus(taken.getKey(), taken.getValue());
          }
          for (String type : buffer.byType().keySet()) {
            buffer = buffer.minus(item.id(), type);
          }
          draft.buffers(draft.buffers().collects(key, buffer));
        });
  }
}
