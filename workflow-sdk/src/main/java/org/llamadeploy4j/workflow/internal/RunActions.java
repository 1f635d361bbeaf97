package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.TimerId;

/** Does what a run's core wants done. Owned by whoever works off the run's mailbox. */
final class RunActions {
  private final Program program;
  private final String runId;
  private final AttemptDesk desk;
  private final Attempts attempts;
  private final StepStates stepStates;
  private final RunTimers timers;
  private final Consumer<CoreInput> later;

  /**
   * Nothing done yet.
   *
   * @param later takes what comes of it, on any thread; must not block
   */
  RunActions(
      Program program,
      String runId,
      AttemptDesk desk,
      Attempts attempts,
      StepStates stepStates,
      Consumer<CoreInput> later) {
    this.program = program;
    this.runId = runId;
    this.desk = desk;
    this.attempts = attempts;
    this.stepStates = stepStates;
    this.later = later;
    this.timers = new RunTimers(program.options().scheduler(), this::due);
  }

  private void due(TimerId timer) {
    later.accept(new CoreInput.TimerDue(timer));
  }

  /**
   * Does one thing.
   *
   * @param head the state that the core has come to
   */
  void execute(Action action, RunState head, Instant now) {
    switch (action) {
      case Action.StartStep a -> start(a, head);
      case Action.TellQueued a -> stepStates.queued(a);
      case Action.StopStep a -> attempts.stop(a.attempt());
      case Action.Recompute a -> attempts.recompute(a);
      case Action.ReleaseOnce a -> desk.answerOnce(a.attempt(), a.name());
      case Action.AnswerCollect a -> desk.answerCollect(a);
      case Action.TimeOutStep a -> timeOut(a, now);
      case Action.ShowStates a -> desk.show(a.state());
      case Action.Arm a -> timers.arm(a.timer(), Duration.between(now, a.at()));
      case Action.Disarm a -> timers.disarm(a.timer());
      case Action.Park a -> throw new IllegalArgumentException("only a driver can park its run");
      case Action.Finish a -> stop();
    }
  }

  private void timeOut(Action.TimeOutStep action, Instant now) {
    Duration left = attempts.timeLeft(action.attempt(), now);
    if (left.isPositive()) {
      timers.arm(action.timer(), left);
    } else {
      attempts.timeOut(action.attempt(), later::accept);
    }
  }

  private void start(Action.StartStep action, RunState head) {
    Program of = program.family().at(program, head, action.path());
    if (of != null) {
      stepStates.started(action);
      attempts.start(of, action.path(), action.item());
    }
  }

  /** Stops every attempt and timer; idempotent. */
  void stop() {
    attempts.stopAll();
    attempts.whenIdle(this::closeResources);
    timers.disarmAll();
  }

  private void closeResources() {
    if (!desk.resources().isEmpty()) {
      desk.hooks().turns().start("close-" + runId, desk.resources()::close);
    }
  }
}
