package org.llamadeploy4j.workflow.engine;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to whoever takes them: steps, waits, or the answers kept for later. Lives within
 * one reduction, on its caller's thread.
 */
final class Routing {
  /**
   * Answers kept for nobody in particular; more than this and the newest is reported as unhandled.
   */
  static final int MAX_KEPT = 1_000;

  private final Draft draft;
  private final ComponentReader components;

  Routing(Draft draft, ComponentReader components) {
    this.draft = draft;
    this.components = components;
  }

  /**
   * Routes what an attempt gave out; a returned stop event ends the run after all else was routed.
   */
  void emit(WorkItem from, List<Emission> emissions) {
    Ending stop = null;
    for (Emission emission : emissions) {
      EventData event = emission.event();
      if (emission.returned() && draft.plan().isStop(event.type())) {
        stop = new Ending.Stopped(event, from.step(), from.attempt());
        continue;
      }
      if (draft.plan().isQuestion(event.type())) {
        draft.command(new Command.Publish(event, from.step(), from.attempt()));
      }
      if (!route(event, emission.target()) && !draft.plan().isQuestion(event.type())) {
        unhandled(event);
      }
    }
    if (stop != null) {
      draft.end(stop);
    }
  }

  void receive(EventData event, @Nullable String target) {
    if (route(event, target)) {
      return;
    }
    if (draft.plan().isAnswer(event.type()) && draft.kept().size() < MAX_KEPT) {
      draft.kept().add(event);
    } else {
      unhandled(event);
    }
  }

  private void unhandled(EventData event) {
    draft.command(
        new Command.PublishUnhandled(event.type(), "no step takes it and nothing waits for it"));
  }

  /**
   * Gives the event to everyone who takes it; false if nobody does. A step that waits for it does
   * not get it as input besides.
   */
  boolean route(EventData event, @Nullable String target) {
    Set<String> woken = new HashSet<>();
    for (WorkItem item : draft.items()) {
      if ((target == null || target.equals(item.step())) && awaits(item, event)) {
        draft.resolve(item, new Answer.Given(event));
        woken.add(item.step());
      }
    }
    boolean taken = !woken.isEmpty();
    for (StepPlan step : draft.plan().takers(event.type())) {
      if (!woken.contains(step.name()) && (target == null || target.equals(step.name()))) {
        draft.queue(step, event);
        taken = true;
      }
    }
    return taken;
  }

  private boolean awaits(WorkItem item, EventData event) {
    WorkItem.OpenWait wait = item.awaited();
    return wait != null && matches(wait.spec(), event);
  }

  private boolean matches(WaitSpec wait, EventData event) {
    return wait.types().contains(event.type())
        && wait.required().entrySet().stream()
            .allMatch(e -> e.getValue().equals(components.read(event, e.getKey())));
  }

  /** Begins a wait, or answers it at once with an event that was kept. */
  void suspend(WorkItem item, List<Mark> marks, WaitSpec wait) {
    draft.disarm(item);
    if (wait.prompt() != null) {
      draft.command(new Command.Publish(wait.prompt(), item.step(), item.attempt()));
    }
    WorkItem waiting = item.waiting(marks, wait, draft.now());
    draft.put(waiting);
    for (Iterator<EventData> it = draft.kept().iterator(); it.hasNext(); ) {
      EventData event = it.next();
      if (matches(wait, event)) {
        it.remove();
        draft.put(waiting.answered(new Answer.Given(event)));
        return;
      }
    }
    draft.arm(waiting);
  }
}
