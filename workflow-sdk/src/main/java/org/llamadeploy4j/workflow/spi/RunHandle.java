package org.llamadeploy4j.workflow.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A host's hold on one run that is being driven. Thread-safe; no method blocks. */
public interface RunHandle {

  /**
   * Hands over events of the run's inbox, in the inbox's order. What was handed over before is
   * dropped by id.
   */
  void deliver(List<ExternalEvent> events);

  /** Ends the run as cancelled, if it has not ended before. Interrupts its steps. */
  void cancel(String reason);

  /**
   * Drops the run: interrupts its steps, commits nothing more. For a lost lease and for shutdown.
   */
  void abandon(String reason);

  /** Completes when the driver has stopped, never exceptionally. */
  CompletionStage<RunEnd> ended();

  /** Names of the steps that run right now, sorted. */
  List<String> activeSteps();
}
