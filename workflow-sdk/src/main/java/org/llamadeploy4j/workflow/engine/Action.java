package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a core wants its shell to do. */
public sealed interface Action {

  /** Run this attempt. */
  record StartStep(RunPath path, WorkItem item) implements Action {}

  /** Tell whoever watches that work waits for a free worker. */
  record TellQueued(RunPath path, long item, String step, String type) implements Action {}

  /** Interrupt this attempt, and ignore what it does from now on. */
  record StopStep(AttemptId attempt) implements Action {}

  /** Apply the attempt's state changes again, to these states, and hand in its outcome anew. */
  record Recompute(AttemptId attempt, Map<String, StateCell> states) implements Action {}

  /** Let an attempt go on, whose block is durable. */
  record ReleaseOnce(AttemptId attempt, String name) implements Action {}

  /** Tell an attempt what it collected; the set may be empty. */
  record AnswerCollect(AttemptId attempt, String buffer, CollectedSet set) implements Action {}

  /**
   * This attempt was started as long ago as its time limit. If its user code began so long ago as
   * well, interrupt it and hand in that it failed; else arm the timer for what is left.
   */
  record TimeOutStep(AttemptId attempt, TimerId timer) implements Action {}

  /** From now on steps see the states in this. */
  record ShowStates(RunState state) implements Action {}

  /** Arm a timer, in place of one with the same id. */
  record Arm(TimerId timer, Instant at) implements Action {}

  /** Disarm a timer. */
  record Disarm(TimerId timer) implements Action {}

  /**
   * Let go of the run, which is all durable, and hand in whether the log did.
   *
   * @param due when its next timer is due, or null
   */
  record Park(int journalLength, @Nullable Instant due) implements Action {}

  /** Stop driving: interrupt every attempt, disarm every timer. Always the last action. */
  record Finish(CoreEnd end) implements Action {}

  /** Why the core stopped. */
  sealed interface CoreEnd {

    /** The run's end is durable. */
    record Ended(Ending ending) implements CoreEnd {}

    /** The log refused this driver. */
    record Fenced(String reason) implements CoreEnd {}

    /** The log let go of the run, which will be resumed. */
    record Parked() implements CoreEnd {}

    /** The shell dropped the run. */
    record Abandoned(String reason) implements CoreEnd {}
  }

  /**
   * What must become durable next. Not an action, since the shell asks for it when it is ready to
   * commit.
   *
   * @param shown the commands among it that publish, in order
   * @param waiting whether the run is at rest after these ticks
   * @param ending the run's end, or null
   * @param states the run's states after these ticks
   */
  record Batch(
      List<Tick> ticks,
      int lengthBefore,
      List<Command> shown,
      int inboxTaken,
      boolean waiting,
      @Nullable Ending ending,
      Map<String, StateCell> states) {
    public Batch {
      ticks = List.copyOf(ticks);
      shown = List.copyOf(shown);
    }
  }
}
