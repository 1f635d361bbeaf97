package org.llamadeploy4j.workflow.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A host's hold on one run that is being driven. Thread-safe; no method blocks. */
public interface RunHandle {

  /**
   * Hands over events of the run's inbox, in the inbox's order. What is handed over again before
   * its commit is dropped by id. An event whose id the journal has already is taken for another
   * entry of the inbox: it has no effect, and a commit takes it out.
   */
  void deliver(List<ExternalEvent> events);

  /** Ends the run as cancelled, if it has not ended before. Interrupts its steps. */
  void cancel(String reason);

  /**
   * Drops the run: interrupts its steps, commits nothing more. For a lost lease and for shutdown.
   */
  void abandon(String reason);

  /**
   * Lets go of the run if it is at rest: every step waits for an event, a time or a child, or will
   * be tried again later; nothing is on its way to the log; and no timer is due in a moment. Then
   * its log is asked to park it, and it ends as {@link RunEnd.Parked}. In any other case, and with
   * a log that keeps its runs, nothing happens.
   */
  default void park() {}

  /** Completes when the driver has stopped, never exceptionally. */
  CompletionStage<RunEnd> ended();

  /** Names of the steps that run right now, sorted. */
  List<String> activeSteps();
}
