package org.llamadeploy4j.workflow.engine;

import java.util.List;
import org.llamadeploy4j.workflow.engine.Buffers.SlotBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.SlotKey;
import org.llamadeploy4j.workflow.engine.OpenStream.Joining;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePVector;

/**
 * Keeps the books on streams: what is open in each, what joins have got, and what happens when one
 * closes. A stream is open as long as a work item or a stream belongs to it; what waits in a buffer
 * is not work. Lives within one reduction, on its caller's thread.
 */
final class Streams {
  private final Draft draft;

  Streams(Draft draft) {
    this.draft = draft;
  }

  /** Adds work that belongs to its lineage's stream. */
  void queue(StepPlan step, Input input, Lineage lineage) {
    draft.queue(step, input, lineage);
    enter(lineage.stream());
  }

  private void enter(long id) {
    OpenStream stream = draft.stream(id);
    if (stream != null) {
      draft.put(stream.opened());
    }
  }

  /** Opens a stream inside that of its origin, or in none. It stays open until it is left. */
  long open(String source, Lineage origin) {
    enter(origin.stream());
    OpenStream made = new OpenStream(draft.nextStream(), origin, source, 1, HashTreePMap.empty());
    draft.put(made);
    return made.id();
  }

  /** One thing in the stream has ended; closes it if it was the last, and so on outwards. */
  void leave(long id) {
    OpenStream stream = draft.stream(id);
    while (stream != null) {
      OpenStream left = stream.ended();
      draft.put(left);
      if (left.open() > 0) {
        return;
      }
      close(left);
      stream = draft.stream(left.parent());
    }
  }

  private void close(OpenStream stream) {
    draft.remove(stream);
    for (String step : draft.plan().joinsOf(stream.source())) {
      Joining joining = joining(stream, step);
      if (!joining.fired()) {
        fire(step, joining, stream);
      }
    }
    for (StepPlan step : draft.plan().steps().values()) {
      if (step.takes() instanceof Takes.Slots) {
        dropIncomplete(new SlotKey(step.name(), stream.id()));
      }
    }
  }

  private void dropIncomplete(SlotKey key) {
    SlotBuffer buffer = draft.buffers().slots(key);
    for (var arrivals : buffer.byType().values()) {
      for (Arrival arrival : arrivals.values()) {
        draft.unhandled(
            arrival.event(), "its fan-out ended before step " + key.step() + " had all it takes");
      }
    }
    draft.buffers(draft.buffers().slots(key, SlotBuffer.EMPTY));
  }

  private static Joining joining(OpenStream stream, String step) {
    Joining joining = stream.joins().get(step);
    return joining == null ? Joining.EMPTY : joining;
  }

  /** Gives an event to a step that joins its stream; false if none of its streams is joined so. */
  boolean join(StepPlan step, int take, Arrival arrival) {
    OpenStream stream = draft.stream(arrival.lineage().stream());
    if (stream == null || !draft.plan().joinsOf(stream.source()).contains(step.name())) {
      return false;
    }
    Joining before = joining(stream, step.name());
    if (before.fired()) {
      return true;
    }
    Joining now = new Joining(before.arrivals().plus(arrival), false);
    if (now.arrivals().size() == take) {
      draft.put(stream.joining(step.name(), new Joining(TreePVector.empty(), true)));
      fire(step.name(), now, stream);
    } else {
      draft.put(stream.joining(step.name(), now));
    }
    return true;
  }

  /** Without arrivals the joined work still follows from what opened the stream. */
  private void fire(String step, Joining joining, OpenStream stream) {
    List<EventData> events = joining.arrivals().stream().map(Arrival::event).toList();
    queue(
        draft.plan().step(step),
        new Input.Many(events),
        stream.origin().joining(joining.arrivals()));
  }
}
