package org.llamadeploy4j.workflow.engine;

import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.workflow.engine.RunState.ChildRun;

/** What an attempt streamed, until the tick of its success is durable. */
record Held(AttemptId attempt, Streamed streamed) {
  static final Held NOTHING = new Held(AttemptId.of(0, 0), Streamed.NOTHING);

  /** What this end of an attempt brings. */
  static Held of(CoreInput.StepEnded ended) {
    return ended.outcome() instanceof CoreInput.Outcome.Completed done
            && !done.streamed().events().isEmpty()
        ? new Held(ended.attempt(), done.streamed())
        : NOTHING;
  }

  /**
   * What shows it to readers; nothing where the attempt does not count.
   *
   * @param before the state in which the attempt succeeds
   */
  List<Command> shown(RunState before) {
    WorkItem item = streamed.events().isEmpty() ? null : before.running(attempt);
    if (item == null) {
      return List.of();
    }
    List<Command> commands = new ArrayList<>(streamed.events().size());
    for (EventData event : streamed.events()) {
      Command publish = new Command.Publish(event, item.step(), item.id(), item.attempt());
      commands.add(inChildren(attempt.path().items(), before, publish));
    }
    return commands;
  }

  private static Command inChildren(List<Long> path, RunState state, Command command) {
    ChildRun child = path.isEmpty() ? null : state.children().get(path.getFirst());
    if (child == null) {
      return command;
    }
    Command inner = inChildren(path.subList(1, path.size()), child.state(), command);
    return new Command.InChild(path.getFirst(), child.name(), child.flow(), inner);
  }
}
