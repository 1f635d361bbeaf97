package org.llamadeploy4j.workflow.internal;

import static org.llamadeploy4j.workflow.internal.PartsReader.event;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.ActiveTime;
import org.llamadeploy4j.workflow.engine.Arrival;
import org.llamadeploy4j.workflow.engine.Buffers;
import org.llamadeploy4j.workflow.engine.Buffers.CollectBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.CollectKey;
import org.llamadeploy4j.workflow.engine.Buffers.SlotBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.SlotKey;
import org.llamadeploy4j.workflow.engine.Children;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Kept;
import org.llamadeploy4j.workflow.engine.Lineage;
import org.llamadeploy4j.workflow.engine.OpenStream;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.StateCell;
import org.llamadeploy4j.workflow.engine.Work;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/** Reads what {@link StateWriter} writes. */
final class StateReader {
  private StateReader() {}

  /**
   * @throws IllegalArgumentException when something is missing or unknown
   */
  static RunState read(byte[] bytes) {
    return read(StoredObject.parse(bytes, 0));
  }

  private static Kept kept(StoredObject in) {
    return new Kept(PartsReader.event(in), in.textOrNull("target"));
  }

  static RunState read(StoredObject in) {
    if (in.number("version") != StateWriter.VERSION) {
      throw new IllegalArgumentException(
          "the version of the state is %d, this program reads version %d"
              .formatted(in.number("version"), StateWriter.VERSION));
    }
    StoredObject ending = in.objectOrNull("ending");
    return new RunState(
        in.instantOrNull("begun"),
        new RunState.NextIds(in.number("next_item"), in.number("next_stream")),
        work(in),
        streams(in),
        new Buffers(slots(in), collects(in)),
        children(in),
        HashTreePMap.from(
            in.named("states", cell -> new StateCell(cell.number("writes"), cell.payload()))),
        TreePVector.from(in.objects("kept", StateReader::kept)),
        new ActiveTime(in.duration("used"), in.instantOrNull("active_since")),
        endingOrNull(ending));
  }

  private static @Nullable Ending endingOrNull(@Nullable StoredObject in) {
    return in == null ? null : ItemReader.ending(in);
  }

  private static Work work(StoredObject in) {
    Work work = Work.NONE;
    for (WorkItem item : in.objects("items", ItemReader::item)) {
      work = work.with(item);
    }
    return work;
  }

  private static PSortedMap<Long, OpenStream> streams(StoredObject in) {
    PSortedMap<Long, OpenStream> streams = TreePMap.empty();
    for (OpenStream stream : in.objects("streams", StateReader::stream)) {
      streams = streams.plus(stream.id(), stream);
    }
    return streams;
  }

  private static OpenStream stream(StoredObject in) {
    return new OpenStream(
        in.number("id"),
        new Lineage(in.number("parent"), ItemReader.recoveries(in)),
        in.text("source"),
        in.number("open"),
        HashTreePMap.from(in.named("joins", StateReader::joining)));
  }

  private static OpenStream.Joining joining(StoredObject in) {
    return new OpenStream.Joining(
        TreePVector.from(in.objects("arrivals", StateReader::arrival)), in.flag("fired"));
  }

  private static Arrival arrival(StoredObject in) {
    return new Arrival(event(in), ItemReader.lineage(in));
  }

  private static PMap<SlotKey, SlotBuffer> slots(StoredObject in) {
    PMap<SlotKey, SlotBuffer> slots = HashTreePMap.empty();
    for (StoredObject each : in.objects("slots", o -> o)) {
      PMap<String, PSortedMap<Long, Arrival>> byType = HashTreePMap.empty();
      for (StoredObject waiting : each.objects("arrivals", o -> o)) {
        byType = plus(byType, waiting.text("type"), waiting.number("number"), arrival(waiting));
      }
      SlotKey key = new SlotKey(each.text("step"), each.number("stream"));
      slots = slots.plus(key, new SlotBuffer(each.number("next"), byType));
    }
    return slots;
  }

  private static PMap<CollectKey, CollectBuffer> collects(StoredObject in) {
    PMap<CollectKey, CollectBuffer> collects = HashTreePMap.empty();
    for (StoredObject each : in.objects("collects", o -> o)) {
      PMap<String, PSortedMap<Long, EventData>> byType = HashTreePMap.empty();
      for (StoredObject waiting : each.objects("events", o -> o)) {
        byType = plus(byType, waiting.text("type"), waiting.number("item"), event(waiting));
      }
      CollectKey key = new CollectKey(each.text("step"), each.text("buffer"));
      collects = collects.plus(key, new CollectBuffer(byType));
    }
    return collects;
  }

  /** With this value under its type and number. */
  static <T> PMap<String, PSortedMap<Long, T>> plus(
      PMap<String, PSortedMap<Long, T>> byType, String type, long number, T value) {
    PSortedMap<Long, T> same = byType.get(type);
    PSortedMap<Long, T> more =
        (same == null ? TreePMap.<Long, T>empty() : same).plus(number, value);
    return byType.plus(type, more);
  }

  private static Children children(StoredObject in) {
    Children children = Children.NONE;
    for (StoredObject each : in.objects("children", o -> o)) {
      RunState state = read(each.object("state"));
      children =
          children.with(
              each.number("item"),
              new RunState.ChildRun(each.text("name"), each.text("flow"), state));
    }
    return children;
  }
}
