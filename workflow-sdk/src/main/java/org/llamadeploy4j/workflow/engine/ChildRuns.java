package org.llamadeploy4j.workflow.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.RunState.ChildRun;
import org.llamadeploy4j.workflow.spi.RunFailure;

/**
 * Child runs, whose states are part of their parent's: a tick of a child is reduced by the child's
 * own reducer, and what it commands is done on behalf of the parent. Lives within one reduction, on
 * its caller's thread.
 */
final class ChildRuns {
  private final Draft draft;
  private final ChildPlans plans;

  ChildRuns(Draft draft, ChildPlans plans) {
    this.draft = draft;
    this.plans = plans;
  }

  /** Whether events of this type are answers of humans to one of the children. */
  boolean isAnswer(String type) {
    return plans.isAnswer(type);
  }

  /** Begins the child that this item waits for. */
  void begin(WorkItem parent, Awaited.Child wait) {
    if (plans.reducer(wait.flow()) == null) {
      String message = "this version of the workflow has no child " + wait.flow();
      Fault fault = Fault.of(RunFailure.STEP_FAILED, message);
      Ending none = new Ending.Failed(fault, "", 0, draft.since(null));
      draft.resolve(parent, new Answer.ChildEnded(none));
      return;
    }
    put(parent.id(), new ChildRun(wait.name(), wait.flow(), RunState.NEW));
    apply(parent.id(), new Tick.RunStarted(draft.now(), "", wait.start(), Map.of()));
  }

  /** Applies a tick to a child; nothing happens if it has ended. */
  void apply(long item, Tick tick) {
    ChildRun child = draft.children().get(item);
    Reducer reducer = child == null ? null : plans.reducer(child.flow());
    if (child == null || reducer == null) {
      return;
    }
    Reduction reduction = reducer.reduce(child.state(), tick);
    put(item, new ChildRun(child.name(), child.flow(), reduction.state()));
    relay(item, child, reduction);
    Ending ending = reduction.state().ending();
    if (ending == null) {
      takeKept(item, reducer);
    } else {
      ended(item, ending);
    }
  }

  /** Commands on behalf of a child; that it ends is for its parent alone. */
  private void relay(long item, ChildRun child, Reduction reduction) {
    for (Command command : reduction.commands()) {
      if (!(command instanceof Command.End)) {
        draft.command(new Command.InChild(item, child.name(), child.flow(), command));
      }
    }
  }

  private void put(long item, ChildRun child) {
    draft.children(draft.children().with(item, child));
  }

  private void ended(long item, Ending ending) {
    draft.children(draft.children().without(item));
    WorkItem parent = draft.work().item(item);
    if (parent != null) {
      draft.resolve(parent, new Answer.ChildEnded(ending));
    }
  }

  /** Gives a child an event that came before the child took it. What is no answer was awaited. */
  private void takeKept(long item, Reducer reducer) {
    ChildRun child = draft.children().get(item);
    for (Kept kept : draft.kept()) {
      if (child != null
          && isMeant(child, kept.target())
          && reducer.takes(child.state(), kept.event())) {
        draft.kept(draft.kept().minus(kept));
        String inner = inner(child, kept.target());
        boolean awaited = !isAnswer(kept.event().type());
        apply(item, new Tick.EventReceived(draft.now(), "", kept.event(), inner, awaited));
        return;
      }
    }
  }

  private static boolean isMeant(ChildRun child, @Nullable String target) {
    return target == null || target.startsWith(child.name() + "/");
  }

  private static @Nullable String inner(ChildRun child, @Nullable String target) {
    return target == null ? null : target.substring(child.name().length() + 1);
  }

  /** Gives an event from outside to every child that takes it; false if none does. */
  boolean receive(Tick.EventReceived tick) {
    boolean taken = false;
    for (var entry : draft.children().runs().entrySet()) {
      ChildRun child = entry.getValue();
      Reducer reducer = plans.reducer(child.flow());
      if (isMeant(child, tick.target())
          && reducer != null
          && reducer.takes(child.state(), tick.event())) {
        String inner = inner(child, tick.target());
        apply(
            entry.getKey(),
            new Tick.EventReceived(draft.now(), "", tick.event(), inner, tick.awaited()));
        taken = true;
      }
    }
    return taken;
  }

  /** What was in flight in children is put back, as in the parent. */
  void resume() {
    for (long item : draft.children().runs().keySet()) {
      apply(item, new Tick.RunResumed(draft.now()));
    }
  }

  /** Children go on from where the snapshot of their parent has them. */
  void recover() {
    draft
        .children()
        .runs()
        .forEach((item, child) -> apply(item, new Tick.Recovered(draft.now(), "", child.state())));
  }

  /** Ends all children with their parent; nobody hears of their ends. */
  void cancelAll() {
    for (var entry : draft.children().runs().entrySet()) {
      ChildRun child = entry.getValue();
      Reducer reducer = plans.reducer(child.flow());
      if (reducer != null) {
        Tick cancel = new Tick.CancelRequested(draft.now(), "its parent ended");
        relay(entry.getKey(), child, reducer.reduce(child.state(), cancel));
      }
    }
  }
}
