package org.llamadeploy4j.workflow.spi;

/**
 * Told about things in a program's runs that its host may act on or show. Must be short and must
 * not throw.
 */
public interface ProgramListener {

  /** Does nothing. */
  ProgramListener NONE = new ProgramListener() {};

  /**
   * A step went on after it was interrupted and its grace passed. Called on a scheduler thread.
   * Nothing it does counts any more and its worker slot is free, but its thread is still there.
   */
  default void onAbandoned(String step, String runId) {}

  /** A step that had been reported as abandoned has ended after all. */
  default void onAbandonedEnded(String step, String runId) {}

  /**
   * An attempt begins. Called on the step's own thread, just before user code, so a span that is
   * made current here is the parent of what the step does.
   */
  default void onStepStarted(StepRun step) {}

  /** An attempt ended. Called on the step's own thread, just after user code. */
  default void onStepEnded(StepRun step, StepEnd end) {}
}
