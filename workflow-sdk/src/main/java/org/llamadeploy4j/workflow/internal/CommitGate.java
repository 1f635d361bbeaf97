package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.RunLog;

/**
 * Lets commits through to the log until the run is abandoned; then interrupts the one that is on
 * its way. Thread-safe: its state is guarded by its monitor, which is not held during a commit.
 */
final class CommitGate {
  private final RunLog log;
  private @Nullable Thread committing;
  private @Nullable String abandoned;

  CommitGate(RunLog log) {
    this.log = log;
  }

  /** How a commit went. */
  sealed interface Passage {
    /** The log answered. */
    record Answered(CommitResult result) implements Passage {}

    /** It did not come to an answer, or not to the log at all. */
    record Closed(String reason) implements Passage {}
  }

  /** Lets nothing through any more. Does not block. */
  synchronized void close(String reason) {
    abandoned = reason;
    if (committing != null) {
      committing.interrupt();
    }
  }

  /** Commits; blocks as long as the log does. */
  Passage commit(Commit commit) {
    synchronized (this) {
      if (abandoned != null) {
        return new Passage.Closed(abandoned);
      }
      committing = Thread.currentThread();
    }
    try {
      return new Passage.Answered(log.commit(commit));
    } catch (InterruptedException e) {
      // only close() interrupts this thread, and only here; the interrupt ends with the run
      return new Passage.Closed("interrupted in a commit");
    } finally {
      synchronized (this) {
        committing = null;
        Thread.interrupted();
      }
    }
  }
}
