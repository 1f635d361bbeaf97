package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Command;
import org.llamadeploy4j.workflow.engine.Reducer;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TimerId;

/** What a change of a run is for one of its children. */
final class ChildChange {

  private ChildChange() {}

  /**
   * The change of a child that the run has before it, after it, or both.
   *
   * @param item the work item that waits for the child
   * @param reducer of the child
   */
  static LevelFacts.Change of(LevelFacts.Change parent, long item, Reducer reducer) {
    RunState.ChildRun known = parent.before().children().runs().get(item);
    RunState.ChildRun after = parent.after().children().runs().get(item);
    RunState before = known == null ? RunState.NEW : known.state();
    Tick tick = known == null ? begin(parent, after) : tick(parent.tick(), item);
    RunState end = after != null ? after.state() : end(reducer, before, tick, parent.after());
    return new LevelFacts.Change(before, end, tick, commands(parent.commands(), item));
  }

  private static @Nullable Tick begin(LevelFacts.Change change) {
    return change.tick() instanceof Tick.StepSuspended t && t.awaited() instanceof Awaited.Child w
        ? new Tick.RunStarted(t.now(), "", w.start(), Map.of())
        : null;
  }

  /** The same where the parent begins with a snapshot, in which the child is. */
  private static @Nullable Tick begin(LevelFacts.Change parent, RunState.@Nullable ChildRun child) {
    return parent.tick() instanceof Tick.Compacted t && child != null
        ? new Tick.Compacted(t.now(), "", t.ticks(), child.state(), Map.of(), List.of())
        : begin(parent);
  }

  /** The tick as it concerns the child of this item. */
  private static @Nullable Tick tick(@Nullable Tick tick, long item) {
    return switch (tick) {
      case Tick.InChild t when t.item() == item -> t.tick();
      case Tick.TimerFired(var now, TimerId.InChild timer) when timer.item() == item ->
          new Tick.TimerFired(now, timer.timer());
      case Tick.RunResumed t -> t;
      case null, default -> null;
    };
  }

  /** The last state of a child that is gone: its tick ended it, or its parent's end did. */
  private static RunState end(
      Reducer reducer, RunState before, @Nullable Tick tick, RunState parent) {
    Tick last =
        tick != null && !parent.ended()
            ? tick
            : new Tick.CancelRequested(Instant.EPOCH, "its parent ended");
    return reducer.reduce(before, last).state();
  }

  private static List<Command> commands(List<Command> commands, long item) {
    List<Command> inside = new ArrayList<>();
    for (Command command : commands) {
      if (command instanceof Command.InChild c && c.item() == item) {
        inside.add(c.command());
      }
    }
    return inside;
  }
}
