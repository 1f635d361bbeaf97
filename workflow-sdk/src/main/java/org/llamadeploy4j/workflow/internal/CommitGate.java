package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.CommitResult;

/**
 * Lets writes through to the log until the run is abandoned; then interrupts the one that is on its
 * way. Thread-safe: its state is guarded by its monitor, which is not held during a commit.
 */
final class CommitGate {
  private @Nullable Thread committing;
  private @Nullable String abandoned;

  /** A write of a log, which blocks. */
  @FunctionalInterface
  interface Write {
    CommitResult send() throws InterruptedException;
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

  /** Lets one write through; blocks as long as the log does. */
  Passage pass(Write write) {
    synchronized (this) {
      if (abandoned != null) {
        return new Passage.Closed(abandoned);
      }
      committing = Thread.currentThread();
    }
    try {
      return new Passage.Answered(write.send());
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
