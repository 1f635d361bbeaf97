package org.llamadeploy4j.workflow.engine;

import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Events that wait for others.
 *
 * @param slots of steps that take several events, by step and stream
 * @param collects of steps that collect, by step and buffer
 */
public record Buffers(PMap<SlotKey, SlotBuffer> slots, PMap<CollectKey, CollectBuffer> collects) {

  static final Buffers EMPTY = new Buffers(HashTreePMap.empty(), HashTreePMap.empty());

  /** A step's slots in one stream, or in none with 0. */
  public record SlotKey(String step, long stream) {}

  /**
   * What has come for a step's slots.
   *
   * @param next the number the next arrival gets
   * @param byType arrivals by type and number
   */
  public record SlotBuffer(long next, PMap<String, PSortedMap<Long, Arrival>> byType) {
    static final SlotBuffer EMPTY = new SlotBuffer(1, HashTreePMap.empty());

    SlotBuffer plus(Arrival arrival) {
      String type = arrival.event().type();
      PSortedMap<Long, Arrival> same = of(type).plus(next, arrival);
      return new SlotBuffer(next + 1, byType.plus(type, same));
    }

    SlotBuffer minus(String type, long number) {
      PSortedMap<Long, Arrival> same = of(type).minus((Object) number);
      return new SlotBuffer(next, same.isEmpty() ? byType.minus(type) : byType.plus(type, same));
    }

    PSortedMap<Long, Arrival> of(String type) {
      PSortedMap<Long, Arrival> same = byType.get(type);
      return same == null ? TreePMap.empty() : same;
    }
  }

  /** One of a step's buffers. */
  public record CollectKey(String step, String buffer) {}

  /** What was collected, by type and work item, so in the order of delivery. */
  public record CollectBuffer(PMap<String, PSortedMap<Long, EventData>> byType) {
    static final CollectBuffer EMPTY = new CollectBuffer(HashTreePMap.empty());

    CollectBuffer plus(long item, EventData event) {
      PSortedMap<Long, EventData> same = of(event.type()).plus(item, event);
      return new CollectBuffer(byType.plus(event.type(), same));
    }

    CollectBuffer minus(long item, String type) {
      PSortedMap<Long, EventData> same = of(type).minus((Object) item);
      return new CollectBuffer(same.isEmpty() ? byType.minus(type) : byType.plus(type, same));
    }

    PSortedMap<Long, EventData> of(String type) {
      PSortedMap<Long, EventData> same = byType.get(type);
      return same == null ? TreePMap.empty() : same;
    }
  }

  Buffers slots(SlotKey key, SlotBuffer buffer) {
    return new Buffers(
        buffer.byType().isEmpty() ? slots.minus(key) : slots.plus(key, buffer), collects);
  }

  Buffers collects(CollectKey key, CollectBuffer buffer) {
    return new Buffers(
        slots, buffer.byType().isEmpty() ? collects.minus(key) : collects.plus(key, buffer));
  }

  SlotBuffer slots(SlotKey key) {
    SlotBuffer buffer = slots.get(key);
    return buffer == null ? SlotBuffer.EMPTY : buffer;
  }

  CollectBuffer collects(CollectKey key) {
    CollectBuffer buffer = collects.get(key);
    return buffer == null ? CollectBuffer.EMPTY : buffer;
  }
}
