package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.Nullable;

/** What a shell does about commands, once what they follow from is durable. */
final class Released {
  private Released() {}

  /** What to do about a command of the run or, by the path, of a child; null for nothing. */
  static @Nullable Action action(Command command, RunPath path, RunState head) {
    return switch (command) {
      case Command.RunStep c -> startOf(new AttemptId(path, c.item(), c.attempt()), head);
      case Command.StopStep c -> new Action.StopStep(new AttemptId(path, c.item(), c.attempt()));
      case Command.ReleaseOnce c ->
          new Action.ReleaseOnce(new AttemptId(path, c.item(), c.attempt()), c.name());
      case Command.Collect c ->
          new Action.AnswerCollect(new AttemptId(path, c.item(), c.attempt()), c.buffer(), c.set());
      case Command.Arm c -> new Action.Arm(path.wrap(c.timer()), c.at());
      case Command.Disarm c -> new Action.Disarm(path.wrap(c.timer()));
      case Command.InChild c -> action(c.command(), path.child(c.item()), head);
      case Command.Publish c -> null;
      case Command.PublishUnhandled c -> null;
      case Command.PublishSuperseded c -> null;
      case Command.PublishIdle c -> null;
      case Command.TellQueued c -> new Action.TellQueued(path, c.item(), c.step(), c.type());
      case Command.End c -> null;
    };
  }

  /** The start of an attempt, unless something that follows in the journal has ended it already. */
  private static @Nullable Action startOf(AttemptId id, RunState head) {
    WorkItem item = head.running(id);
    return item == null ? null : new Action.StartStep(id.path(), item);
  }

  /** The attempt whose limit this timer is, if it is one. */
  static @Nullable AttemptId attemptOf(TimerId timer, RunPath path) {
    return switch (timer) {
      case TimerId.StepLimit t -> new AttemptId(path, t.item(), t.attempt());
      case TimerId.InChild t -> attemptOf(t.timer(), path.child(t.item()));
      case TimerId.RunLimit t -> null;
      case TimerId.WaitLimit t -> null;
      case TimerId.Delay t -> null;
    };
  }
}
