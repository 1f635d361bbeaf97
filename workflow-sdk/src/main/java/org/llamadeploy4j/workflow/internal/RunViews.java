package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.RunView.Phase;
import org.llamadeploy4j.workflow.RunView.WorkPhase;
import org.llamadeploy4j.workflow.SchemaChange;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.WorkItem;

/** States of the engine as readers get them. */
final class RunViews {

  private RunViews() {}

  /** A run of this program. */
  static RunView of(Program program, RunState state) {
    return of(program, program.family(), state);
  }

  /**
   * A run.
   *
   * @param program the run's own, or null where it is a child's that the workflow has no more
   */
  private static RunView of(@Nullable Program program, Family family, RunState state) {
    List<RunView.StepWork> work = state.items().values().stream().map(RunViews::work).toList();
    List<RunView.FanOut> streams =
        state.streams().values().stream()
            .map(s -> new RunView.FanOut(s.id(), s.source(), s.open()))
            .toList();
    Map<String, String> states = new HashMap<>();
    state.states().forEach((name, cell) -> states.put(name, cell.value().toString()));
    List<RunView.Child> children = new ArrayList<>();
    state
        .children()
        .runs()
        .forEach((item, child) -> {
          RunView run = of(family.named(child.flow()), family, child.state());
          children.add(new RunView.Child(child.name(), child.flow(), item, run));
        });
    List<SchemaChange> changes = program == null ? List.of() : changes(program, state);
    return new RunView(phase(state), end(state.ending()), work, states, streams, children, changes);
  }

  private static List<SchemaChange> changes(Program program, RunState state) {
    SchemaChanges changes = new SchemaChanges();
    RunState unused = StateNames.today(state, new Renames(program, changes));
    return changes.all();
  }

  private static Phase phase(RunState state) {
    return switch (state.ending()) {
      case Ending.Stopped e -> Phase.COMPLETED;
      case Ending.Failed e -> Phase.FAILED;
      case Ending.TimedOut e -> Phase.TIMED_OUT;
      case Ending.Cancelled e -> Phase.CANCELLED;
      case null ->
          state.begun() == null ? Phase.NEW : state.waiting() ? Phase.WAITING : Phase.ACTIVE;
    };
  }

  /** How a run ended, in words; empty for null. */
  static String end(@Nullable Ending ending) {
    return switch (ending) {
      case Ending.Stopped e -> e.stop().type() + " " + e.stop().payload();
      case Ending.Failed e ->
          "%s%s: %s: %s"
              .formatted(
                  e.fault().code(),
                  e.step().isEmpty() ? "" : " in step " + e.step(),
                  e.fault().failure().type(),
                  e.fault().failure().message());
      case Ending.TimedOut e -> "it was active for longer than " + e.limit();
      case Ending.Cancelled e -> e.reason();
      case null -> "";
    };
  }

  private static RunView.StepWork work(WorkItem item) {
    WorkPhase phase =
        switch (item.phase()) {
          case QUEUED -> WorkPhase.QUEUED;
          case RUNNING -> WorkPhase.RUNNING;
          case WAITING -> WorkPhase.WAITING;
          case DELAYED -> WorkPhase.DELAYED;
        };
    return new RunView.StepWork(
        item.id(), item.step(), item.input().type(), phase, item.attempt(), awaits(item));
  }

  private static String awaits(WorkItem item) {
    WorkItem.OpenWait wait = item.awaited();
    if (wait != null) {
      return words(wait.spec());
    }
    return item.phase() == WorkItem.Phase.DELAYED ? "its time, " + item.progress().since() : "";
  }

  /** What is waited for, in words. */
  static String words(Awaited awaited) {
    return switch (awaited) {
      case Awaited.Events w ->
          String.join(" or ", w.types())
              + (w.required().isEmpty() ? "" : " with " + w.required())
              + (w.timeout() == null ? "" : " for at most " + w.timeout());
      case Awaited.Sleep w -> w.duration() + " to pass";
      case Awaited.Child w -> "the child " + w.name();
    };
  }
}
