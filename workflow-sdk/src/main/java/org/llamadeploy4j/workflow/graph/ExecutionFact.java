package org.llamadeploy4j.workflow.graph;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.graph.GraphNode.Event.Role;

/**
 * Something that happened in a run, as far as a picture of the run shows it. Whoever tells facts
 * numbers events and attempts from 1, each of them anew in a child run.
 */
public sealed interface ExecutionFact {

  /**
   * An event came into being.
   *
   * @param type logical name
   * @param by the attempt that gave it out, or 0 for outside
   */
  record EventGiven(long event, String type, Role role, long by) implements ExecutionFact {}

  /**
   * An attempt of a step began.
   *
   * @param attempt its number among all
   * @param ordinal the how manieth for what the step was given, from 1
   * @param events what it began with: what the step was given, or what a wait brought
   * @param after the attempt that it follows, or 0: of the same step, or the one that failed for a
   *     handler
   */
  record AttemptBegan(long attempt, String step, int ordinal, List<Long> events, long after)
      implements ExecutionFact {
    public AttemptBegan {
      events = List.copyOf(events);
    }
  }

  /** An attempt took events out of a buffer in which its step collects. */
  record EventsCollected(long attempt, List<Long> events) implements ExecutionFact {
    public EventsCollected {
      events = List.copyOf(events);
    }
  }

  /** An attempt ended. */
  record AttemptEnded(long attempt, Ending ending) implements ExecutionFact {}

  /**
   * Something happened in a child run that an attempt had begun.
   *
   * @param child what its parent calls it
   * @param workflow logical name of its workflow
   */
  record InChild(long attempt, String child, String workflow, ExecutionFact fact)
      implements ExecutionFact {}

  /** The run ended. */
  record RunEnded(Outcome outcome) implements ExecutionFact {}

  /** How an attempt ended. */
  sealed interface Ending {

    /** With what it returned. */
    record Completed() implements Ending {}

    /**
     * In a wait, after which the step goes on with another attempt.
     *
     * @param what for people, such as "waits for Answer"
     */
    record Waiting(String what) implements Ending {}

    /**
     * With an exception.
     *
     * @param retryIn when it is tried again, or null when it is not
     */
    record Failed(String why, @Nullable Duration retryIn) implements Ending {}

    /** Without an outcome: it was cut off. */
    record Lost(String why) implements Ending {}
  }

  /**
   * How a run ended.
   *
   * @param text for people; may be empty
   */
  record Outcome(Kind kind, String text) {

    /** The ways to end, and that of a run that has not ended. */
    public enum Kind {
      /** It goes on. */
      RUNNING,
      /** A step returned the stop event. */
      COMPLETED,
      /** A step failed for good, or nothing could happen any more. */
      FAILED,
      /** It was active for longer than its time limit. */
      TIMED_OUT,
      /** Somebody cancelled it. */
      CANCELLED
    }
  }
}
