package org.llamadeploy4j.workflow.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Buffers.SlotBuffer;
import org.llamadeploy4j.workflow.engine.Buffers.SlotKey;
import org.pcollections.PSortedSet;

/**
 * Brings events to whoever takes them: steps, waits, child runs, or what is kept for later. Lives
 * within one reduction, on its caller's thread.
 */
final class Routing {
  /** Events that are kept; more than this and the newest is reported as unhandled. */
  static final int MAX_KEPT = 1_000;

  private static final String TOO_MANY_KEPT =
      MAX_KEPT + " events are kept already, for which nothing has waited yet";
  private static final String NOBODY = "no step takes it and nothing waits for it";

  private final Draft draft;
  private final Streams streams;
  private final ChildRuns children;
  private final Waits waits;

  Routing(Draft draft, Streams streams, ChildRuns children, Waits waits) {
    this.draft = draft;
    this.streams = streams;
    this.children = children;
    this.waits = waits;
  }

  /**
   * Routes what an attempt gave out; a returned stop event ends the run after all else was routed.
   *
   * @param opensStream whether the members belong to a new stream
   */
  void emit(WorkItem from, List<Emission> emissions, boolean opensStream) {
    long opened = opensStream ? streams.open(from.step(), from.lineage()) : 0;
    Ending stop = null;
    for (Emission emission : emissions) {
      EventData event = emission.event();
      Lineage lineage =
          switch (emission.kind()) {
            case RETURNED -> from.lineage();
            case MEMBER -> from.lineage().in(opened);
            case SENT -> from.lineage().outside();
          };
      if (emission.kind() == Emission.Kind.RETURNED && draft.plan().isStop(event.type())) {
        stop = new Ending.Stopped(event, from.step(), from.attempt());
      } else {
        give(from, new Arrival(event, lineage), emission.target());
      }
    }
    if (opensStream) {
      streams.leave(opened);
    }
    if (stop != null) {
      draft.end(stop);
    }
  }

  private void give(WorkItem from, Arrival arrival, @Nullable String target) {
    EventData event = arrival.event();
    boolean question = draft.plan().isQuestion(event.type());
    if (question) {
      draft.command(new Command.Publish(event, from.step(), from.id(), from.attempt()));
    }
    if (!route(arrival, target) && !question) {
      keep(event, target, isAnswer(event.type()));
    }
  }

  private boolean isAnswer(String type) {
    return draft.plan().isAnswer(type) || children.isAnswer(type);
  }

  /** Nobody takes it now: what a wait may come for is kept for it. */
  private void keep(EventData event, @Nullable String target, boolean mayBeAwaited) {
    if (!mayBeAwaited) {
      draft.unhandled(event, NOBODY);
    } else if (draft.kept().size() == MAX_KEPT) {
      draft.unhandled(event, TOO_MANY_KEPT);
    } else {
      draft.kept(draft.kept().plus(new Kept(event, target)));
    }
  }

  /** Takes an event from outside; the run's own steps and waits come before its children. */
  void receive(Tick.EventReceived tick) {
    EventData event = tick.event();
    if (!route(new Arrival(event, Lineage.ROOT), tick.target()) && !children.receive(tick)) {
      keep(event, tick.target(), tick.awaited() || isAnswer(event.type()));
    }
  }

  /** Begins the run with its start event. */
  void start(EventData event) {
    if (!route(new Arrival(event, Lineage.ROOT), null)) {
      draft.unhandled(event, NOBODY);
    }
  }

  /**
   * Gives the event to everyone who takes it; false if nobody does. A step that waits for it does
   * not get it as input besides.
   */
  private boolean route(Arrival arrival, @Nullable String target) {
    EventData event = arrival.event();
    Set<String> woken = wake(event, target);
    boolean taken = !woken.isEmpty();
    for (StepPlan step : draft.plan().takers(event.type())) {
      if (!woken.contains(step.name()) && (target == null || target.equals(step.name()))) {
        taken |= give(step, arrival);
      }
    }
    return taken;
  }

  /** Ends all waits for the event; returns the steps that waited. */
  private Set<String> wake(EventData event, @Nullable String target) {
    PSortedSet<Long> waiters = draft.work().waitersFor(event.type());
    if (waiters.isEmpty()) {
      return Set.of();
    }
    Set<String> woken = new HashSet<>();
    for (long id : waiters) {
      WorkItem item = draft.work().item(id);
      if (item != null
          && (target == null || target.equals(item.step()))
          && waits.awaits(item, event)) {
        draft.resolve(item, new Answer.Given(event));
        woken.add(item.step());
      }
    }
    return woken;
  }

  private boolean give(StepPlan step, Arrival arrival) {
    return switch (step.takes()) {
      case Takes.One t -> {
        streams.queue(step, new Input.One(arrival.event()), arrival.lineage());
        yield true;
      }
      case Takes.Slots t -> {
        fill(step, t, arrival);
        yield true;
      }
      case Takes.Joined t -> streams.join(step, t.take(), arrival);
      case Takes.Failures t -> false;
    };
  }

  private void fill(StepPlan step, Takes.Slots takes, Arrival arrival) {
    SlotKey key = new SlotKey(step.name(), arrival.lineage().stream());
    SlotBuffer buffer = draft.buffers().slots(key).plus(arrival);
    List<SlotMatch.Candidate> match = SlotMatch.find(takes.slots(), buffer);
    if (match != null) {
      for (SlotMatch.Candidate candidate : match) {
        buffer = buffer.minus(candidate.type(), candidate.number());
      }
      List<Arrival> arrivals = match.stream().map(SlotMatch.Candidate::arrival).toList();
      List<EventData> events = arrivals.stream().map(Arrival::event).toList();
      streams.queue(step, new Input.Many(events), Lineage.ROOT.in(key.stream()).joining(arrivals));
    }
    draft.buffers(draft.buffers().slots(key, buffer));
  }

  /** Begins a wait, or answers it at once with an event that was kept. */
  void suspend(WorkItem item, List<Mark> marks, Awaited wait) {
    draft.disarm(item);
    WorkItem waiting = item.waiting(marks, wait, draft.now());
    draft.put(waiting);
    switch (wait) {
      case Awaited.Events w -> await(waiting, w);
      case Awaited.Sleep w -> draft.arm(waiting);
      case Awaited.Child w -> children.begin(waiting, w);
    }
  }

  private void await(WorkItem waiting, Awaited.Events wait) {
    if (wait.prompt() != null) {
      draft.command(
          new Command.Publish(wait.prompt(), waiting.step(), waiting.id(), waiting.attempt()));
    }
    for (Kept kept : draft.kept()) {
      if (kept.isFor(waiting.step()) && waits.matches(wait, kept.event())) {
        draft.kept(draft.kept().minus(kept));
        draft.put(waiting.answered(new Answer.Given(kept.event())));
        return;
      }
    }
    draft.arm(waiting);
  }
}
