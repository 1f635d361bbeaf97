package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a core wants its shell to do. */
public sealed interface Action {

  /** Run this attempt. */
  record StartStep(WorkItem item) implements Action {}

  /** Interrupt this attempt, and ignore what it does from now on. */
  record StopStep(long item, int attempt) implements Action {}

  /** Apply the attempt's state changes again, to these states, and hand in its outcome anew. */
  record Recompute(long item, int attempt, Map<String, StateCell> states) implements Action {}

  /** Let an attempt go on, whose block is durable. */
  record ReleaseOnce(long item, int attempt, String name) implements Action {}

  /** From now on these are the states that steps see. */
  record ShowStates(Map<String, StateCell> states) implements Action {}

  /** Arm a timer, in place of one with the same id. */
  record Arm(TimerId timer, Instant at) implements Action {}

  /** Disarm a timer. */
  record Disarm(TimerId timer) implements Action {}

  /** Stop driving: interrupt every attempt, disarm every timer. Always the last action. */
  record Finish(CoreEnd end) implements Action {}

  /** Why the core stopped. */
  sealed interface CoreEnd {

    /** The run's end is durable. */
    record Ended(Ending ending) implements CoreEnd {}

    /** The log refused this driver. */
    record Fenced(String reason) implements CoreEnd {}

    /** The shell dropped the run. */
    record Abandoned(String reason) implements CoreEnd {}
  }

  /**
   * What must become durable next. Not an action, since the shell asks for it when it is ready to
   * commit.
   *
   * @param shown the commands among it that publish, in order
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
