package org.llamadeploy4j.workflow.internal;

import org.llamadeploy4j.workflow.internal.turns.Turns;
import org.llamadeploy4j.workflow.spi.StepRun;

/**
 * How a run is watched and ordered from inside; for the test kit.
 *
 * @param turns which of its threads goes on
 * @param probe asked before each attempt
 */
public record RunHooks(Turns turns, Probe probe) {

  /** As in production: threads go as they like, and nobody watches. */
  public static final RunHooks NONE = new RunHooks(Turns.FREE, (step, item) -> {});

  /** Sees attempts begin, and may make them fail. */
  @FunctionalInterface
  public interface Probe {

    /**
     * An attempt begins. Called on its thread; what this throws counts as thrown by the step.
     *
     * @param item the number of the work within its run
     */
    void before(StepRun step, long item) throws Throwable;
  }
}
