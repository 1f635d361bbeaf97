package org.llamadeploy4j.workflow.internal;

import java.util.concurrent.CompletableFuture;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.spi.PublishedEvent;

/** What is put into the mailbox of a run's driver. */
sealed interface Mail {

  /** Something for the core. */
  record Input(CoreInput input) implements Mail {}

  /** An event that an attempt streams. */
  record Streamed(StepAttempt from, PublishedEvent event) implements Mail {}

  /** Somebody wants a snapshot. */
  record Asked(CompletableFuture<Snapshots.Moment> answer) implements Mail {}
}
