package org.llamadeploy4j.workflow.spi;

import java.util.List;

/**
 * Told about things in a program's runs that its host may act on or show. Must be short and must
 * not throw.
 */
public interface ProgramListener {

  /** Does nothing. */
  ProgramListener NONE = new ProgramListener() {};

  /** Several as one: ends are told in the reverse order of beginnings. */
  static ProgramListener all(List<ProgramListener> listeners) {
    return new ProgramListeners(listeners);
  }

  /**
   * A step went on after it was interrupted and its grace passed. Called on a scheduler thread.
   * Nothing it does counts any more and its worker slot is free, but its thread is still there.
   */
  default void onAbandoned(String step, String runId) {}

  /** A step that had been reported as abandoned has ended after all. */
  default void onAbandonedEnded(String step, String runId) {}

  /**
   * This process begins to drive a run: it is new, or goes on here. Called before any of its steps,
   * on the thread that starts it; children are part of their run. What is thrown is logged.
   */
  default void onRunStarted(ObservedRun run) {}

  /**
   * This process drives a run no more: it is over, or somebody else goes on with it. Called after
   * all its attempts that count, on any thread, and before those who wait hear of it; {@link
   * StepRun}s of attempts that were cut off may end later. What is thrown is logged.
   */
  default void onRunEnded(ObservedRun run, RunEnd end) {}

  /**
   * An attempt begins. Called on the step's own thread, just before user code, so a span that is
   * made current here is the parent of what the step does.
   */
  default void onStepStarted(StepRun step) {}

  /** An attempt ended. Called on the step's own thread, just after user code. */
  default void onStepEnded(StepRun step, StepEnd end) {}
}
