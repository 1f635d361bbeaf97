package org.llamadeploy4j.workflow.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.Arrival;
import org.llamadeploy4j.workflow.engine.Buffers;
import org.llamadeploy4j.workflow.engine.Buffers.CollectBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.CollectKey;
import org.llamadeploy4j.workflow.engine.Buffers.SlotBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.SlotKey;
import org.llamadeploy4j.workflow.engine.Children;
import org.llamadeploy4j.workflow.engine.CollectedSet;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Input;
import org.llamadeploy4j.workflow.engine.Kept;
import org.llamadeploy4j.workflow.engine.OpenStream;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Work;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * Turns the names in the state of a run that an earlier version of a workflow has left into
 * today's. Names of blocks stay, since the blocks are looked up under all their names. Immutable.
 */
final class StateNames {

  private final Renames names;

  private StateNames(Renames names) {
    this.names = names;
  }

  /** The same state with today's names; equal to it where nothing was renamed. */
  static RunState today(RunState state, Renames names) {
    return new StateNames(names).of(state);
  }

  private RunState of(RunState state) {
    Work work = Work.NONE;
    for (WorkItem item : state.items().values()) {
      work = work.with(item(item));
    }
    PSortedMap<Long, OpenStream> streams = TreePMap.empty();
    for (OpenStream stream : state.streams().values()) {
      streams = streams.plus(stream.id(), stream(stream));
    }
    return new RunState(
        state.begun(),
        state.next(),
        work,
        streams,
        new Buffers(slots(state.buffers().slots()), collects(state.buffers().collects())),
        children(state.children()),
        HashTreePMap.from(names.states(state.states())),
        TreePVector.from(state.kept().stream().map(this::kept).toList()),
        state.active(),
        state.ending());
  }

  private Kept kept(Kept kept) {
    return new Kept(names.fromOutside(kept.event()), names.target(kept.target()));
  }

  private WorkItem item(WorkItem item) {
    WorkItem.OpenWait wait = item.awaited();
    return new WorkItem(
        item.id(),
        names.step(item.step()),
        input(item.input()),
        names.lineage(item.lineage()),
        item.progress(),
        memory(item.memory()),
        wait == null ? null : new WorkItem.OpenWait(names.awaited(wait.spec()), wait.begun()));
  }

  private Input input(Input input) {
    return switch (input) {
      case Input.One i -> new Input.One(names.event(i.event()));
      case Input.Many i -> new Input.Many(i.events().stream().map(names::event).toList());
      case Input.Failed i ->
          new Input.Failed(
              names.step(i.step()),
              input(i.input()),
              i.fault(),
              i.attempts(),
              i.elapsed(),
              i.failedAt());
    };
  }

  private WorkItem.Memory memory(WorkItem.Memory memory) {
    Map<String, CollectedSet> collected = new HashMap<>();
    memory.collected().forEach((buffer, set) -> collected.put(buffer, collected(set)));
    return new WorkItem.Memory(
        memory.marks().stream().map(names::mark).toList(),
        memory.answers().stream().map(this::answer).toList(),
        memory.once(),
        collected);
  }

  private CollectedSet collected(CollectedSet set) {
    SortedMap<Long, EventData> events = new TreeMap<>();
    set.events().forEach((item, event) -> events.put(item, names.event(event)));
    return new CollectedSet(events, set.expected().stream().map(names::event).toList());
  }

  /** What a child ended with is read by the child's workflow, which knows its aliases. */
  private Answer answer(Answer answer) {
    return switch (answer) {
      case Answer.Given a -> new Answer.Given(names.event(a.event()));
      case Answer.TimedOut a -> a;
      case Answer.ChildEnded a -> a;
    };
  }

  private OpenStream stream(OpenStream stream) {
    PMap<String, OpenStream.Joining> joins = HashTreePMap.empty();
    for (Map.Entry<String, OpenStream.Joining> join : stream.joins().entrySet()) {
      OpenStream.Joining joining =
          new OpenStream.Joining(
              TreePVector.from(join.getValue().arrivals().stream().map(this::arrival).toList()),
              join.getValue().fired());
      joins = joins.plus(names.step(join.getKey()), joining);
    }
    return new OpenStream(
        stream.id(),
        names.lineage(stream.origin()),
        names.step(stream.source()),
        stream.open(),
        joins);
  }

  private Arrival arrival(Arrival arrival) {
    return new Arrival(names.event(arrival.event()), names.lineage(arrival.lineage()));
  }

  private PMap<SlotKey, SlotBuffer> slots(PMap<SlotKey, SlotBuffer> buffers) {
    PMap<SlotKey, SlotBuffer> today = HashTreePMap.empty();
    for (Map.Entry<SlotKey, SlotBuffer> entry : buffers.entrySet()) {
      PMap<String, PSortedMap<Long, Arrival>> byType = HashTreePMap.empty();
      for (PSortedMap<Long, Arrival> same : entry.getValue().byType().values()) {
        for (Map.Entry<Long, Arrival> each : same.entrySet()) {
          Arrival arrival = arrival(each.getValue());
          byType = StateReader.plus(byType, arrival.event().type(), each.getKey(), arrival);
        }
      }
      SlotKey key = new SlotKey(names.step(entry.getKey().step()), entry.getKey().stream());
      today = today.plus(key, new SlotBuffer(entry.getValue().next(), byType));
    }
    return today;
  }

  private PMap<CollectKey, CollectBuffer> collects(PMap<CollectKey, CollectBuffer> buffers) {
    PMap<CollectKey, CollectBuffer> today = HashTreePMap.empty();
    for (Map.Entry<CollectKey, CollectBuffer> entry : buffers.entrySet()) {
      PMap<String, PSortedMap<Long, EventData>> byType = HashTreePMap.empty();
      for (PSortedMap<Long, EventData> same : entry.getValue().byType().values()) {
        for (Map.Entry<Long, EventData> each : same.entrySet()) {
          EventData event = names.event(each.getValue());
          byType = StateReader.plus(byType, event.type(), each.getKey(), event);
        }
      }
      CollectKey key = new CollectKey(names.step(entry.getKey().step()), entry.getKey().buffer());
      today = today.plus(key, new CollectBuffer(byType));
    }
    return today;
  }

  private Children children(Children children) {
    Children today = Children.NONE;
    for (Map.Entry<Long, RunState.ChildRun> entry : children.runs().entrySet()) {
      RunState.ChildRun run = entry.getValue();
      Program child = names.program().family().named(run.flow());
      RunState state = child == null ? run.state() : today(run.state(), names.of(child));
      today = today.with(entry.getKey(), new RunState.ChildRun(run.name(), run.flow(), state));
    }
    return today;
  }
}
