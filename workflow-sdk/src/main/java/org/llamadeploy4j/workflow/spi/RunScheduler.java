package org.llamadeploy4j.workflow.spi;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Wall time and timers. Tasks are short, never block, and run on a platform thread. Thread-safe.
 */
public interface RunScheduler {

  /** The clock that {@link #schedule} goes by. */
  InstantSource clock();

  /** Runs the task once after the delay; a delay of zero or less means soon. */
  Cancellable schedule(Duration delay, Runnable task);

  /** A hold on a scheduled task. */
  @FunctionalInterface
  interface Cancellable {
    /** Keeps the task from starting if it has not started yet. Idempotent. */
    void cancel();
  }
}
