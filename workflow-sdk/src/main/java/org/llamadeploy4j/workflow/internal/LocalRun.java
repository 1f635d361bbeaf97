package org.llamadeploy4j.workflow.internal;

import java.util.concurrent.CompletableFuture;
import org.llamadeploy4j.workflow.spi.RunHandle;

/** A run in this process, of which snapshots can be taken. */
interface LocalRun extends RunHandle {

  /** The run at its next commit; fails when it ends before. */
  CompletableFuture<Snapshots.Moment> snapshot();
}
