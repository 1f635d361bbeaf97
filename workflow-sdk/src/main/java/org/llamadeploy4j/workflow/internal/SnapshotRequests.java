package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.llamadeploy4j.workflow.SnapshotException;

/** Who wants a snapshot of a run at its next commit. Owned by whoever works off its mailbox. */
final class SnapshotRequests {

  private final List<CompletableFuture<Snapshots.Moment>> open = new ArrayList<>();

  void add(CompletableFuture<Snapshots.Moment> request) {
    open.add(request);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  void answer(Snapshots.Moment moment) {
    open.forEach(request -> request.complete(moment));
    open.clear();
  }

  void refuse(String runId) {
    for (CompletableFuture<Snapshots.Moment> request : open) {
      request.completeExceptionally(
          new SnapshotException(
              SnapshotException.RUN_ENDED,
              "run " + runId + " has ended; a snapshot is of a run that goes on"));
    }
    open.clear();
  }
}
