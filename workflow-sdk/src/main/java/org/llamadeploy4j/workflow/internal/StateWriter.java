package org.llamadeploy4j.workflow.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.llamadeploy4j.workflow.engine.Arrival;
import org.llamadeploy4j.workflow.engine.Buffers.CollectBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.CollectKey;
import org.llamadeploy4j.workflow.engine.Buffers.SlotBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.SlotKey;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.OpenStream;
import org.llamadeploy4j.workflow.engine.RunState;

/**
 * Writes a run's state as JSON. Field names are part of the formats of snapshots and journals;
 * {@link StateReader} is its other half. A state that holds objects in place of JSON cannot be
 * written; an {@link IllegalStateException} says so.
 */
final class StateWriter {

  static final int VERSION = 1;

  private final PartsWriter parts;
  private final ItemWriter items;

  StateWriter(PartsWriter parts) {
    this.parts = parts;
    this.items = new ItemWriter(parts);
  }

  static byte[] write(RunState state) {
    return Json.writeStored(out -> {
      PartsWriter parts = new PartsWriter(out);
      parts.open();
      new StateWriter(parts).fields(state);
      parts.close();
    });
  }

  /** The state's fields, within an object. */
  void fields(RunState state) {
    parts.number("version", VERSION);
    parts.instant("begun", state.begun());
    parts.number("next_item", state.next().item());
    parts.number("next_stream", state.next().stream());
    parts.objects("items", state.items().values(), items::item);
    parts.objects("streams", state.streams().values(), this::stream);
    slots(state.buffers().slots());
    collects(state.buffers().collects());
    parts.objects("children", state.children().runs().entrySet(), this::child);
    parts.named(
        "states",
        state.states(),
        cell -> {
          parts.number("writes", cell.version());
          parts.payload(cell.value());
        });
    parts.objects(
        "kept",
        state.kept(),
        kept -> {
          parts.event(kept.event());
          parts.optional("target", kept.target());
        });
    parts.duration("used", state.active().used());
    parts.instant("active_since", state.active().since());
    Ending ending = state.ending();
    if (ending != null) {
      parts.object("ending", () -> items.ending(ending));
    }
  }

  private void child(Map.Entry<Long, RunState.ChildRun> entry) {
    RunState.ChildRun child = entry.getValue();
    parts.number("item", entry.getKey());
    parts.text("name", child.name());
    parts.text("flow", child.flow());
    parts.object("state", () -> fields(child.state()));
  }

  private void stream(OpenStream stream) {
    parts.number("id", stream.id());
    parts.number("parent", stream.parent());
    items.recoveries(stream.origin());
    parts.text("source", stream.source());
    parts.number("open", stream.open());
    parts.named(
        "joins",
        stream.joins(),
        joining -> {
          if (joining.fired()) {
            parts.flag("fired");
          }
          parts.objects("arrivals", joining.arrivals(), this::arrival);
        });
  }

  private void arrival(Arrival arrival) {
    parts.event(arrival.event());
    items.lineage(arrival.lineage());
  }

  private void slots(Map<SlotKey, SlotBuffer> buffers) {
    Map<SlotKey, SlotBuffer> sorted =
        new TreeMap<>(Comparator.comparing(SlotKey::step).thenComparingLong(SlotKey::stream));
    sorted.putAll(buffers);
    parts.objects(
        "slots",
        sorted.entrySet(),
        entry -> {
          parts.text("step", entry.getKey().step());
          parts.number("stream", entry.getKey().stream());
          parts.number("next", entry.getValue().next());
          parts.objects(
              "arrivals",
              flat(entry.getValue().byType()),
              arrival -> {
                parts.number("number", arrival.getKey());
                arrival(arrival.getValue());
              });
        });
  }

  private void collects(Map<CollectKey, CollectBuffer> buffers) {
    Map<CollectKey, CollectBuffer> sorted =
        new TreeMap<>(Comparator.comparing(CollectKey::step).thenComparing(CollectKey::buffer));
    sorted.putAll(buffers);
    parts.objects(
        "collects",
        sorted.entrySet(),
        entry -> {
          parts.text("step", entry.getKey().step());
          parts.text("buffer", entry.getKey().buffer());
          items.delivered(flat(entry.getValue().byType()));
        });
  }

  /** What the buffer has of all types, which the events themselves name. */
  private static <T> Collection<Map.Entry<Long, T>> flat(
      Map<String, ? extends Map<Long, T>> byType) {
    return new TreeMap<>(byType)
        .values().stream().flatMap(same -> same.entrySet().stream()).toList();
  }
}
