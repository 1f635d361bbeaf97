package org.llamadeploy4j.workflow.spi;

/**
 * Told about things in a program's runs that its host may act on. Called on a scheduler thread;
 * must be short.
 */
public interface ProgramListener {

  /** Does nothing. */
  ProgramListener NONE = new ProgramListener() {};

  /**
   * A step went on after it was interrupted and its grace passed. Nothing it does counts any more
   * and its worker slot is free, but its thread is still there.
   */
  default void onAbandoned(String step, String runId) {}

  /** A step that had been reported as abandoned has ended after all. */
  default void onAbandonedEnded(String step, String runId) {}
}
