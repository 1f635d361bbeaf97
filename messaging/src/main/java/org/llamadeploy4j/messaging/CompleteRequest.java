package org.llamadeploy4j.messaging;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;

/**
 * The end of one run.
 *
 * @param commit the last ticks and events; {@code waiting} has no meaning here, and there is no
 *     snapshot
 * @param status COMPLETED, FAILED or CANCELLED
 * @param result result or failure as JSON; not copied
 * @param sessionState what the session holds from now on; null: leave it (always, unless COMPLETED)
 * @param shared what the session's new state was built on, where runs share their session; null:
 *     the run has its session alone, or none
 */
public record CompleteRequest(
    CommitRequest commit,
    RunStatus status,
    byte[] result,
    byte @Nullable [] sessionState,
    @Nullable SharedState shared) {
  /**
   * Checks that the status is an end.
   *
   * @throws IllegalArgumentException when it is not, or there is a snapshot
   */
  // Not in its compact form, whose parameters lose the nullness of arrays in the class file.
  public CompleteRequest(
      CommitRequest commit,
      RunStatus status,
      byte[] result,
      byte @Nullable [] sessionState,
      @Nullable SharedState shared) {
    if (!status.ended()) {
      throw new IllegalArgumentException("a run cannot end as " + status.wire());
    }
    if (commit.snapshot() != null) {
      throw new IllegalArgumentException("a run that ends needs no snapshot");
    }
    this.commit = commit;
    this.status = status;
    this.result = result;
    this.sessionState = sessionState;
    this.shared = shared;
  }

  /** The end of a run that has its session alone, or none. */
  public CompleteRequest(
      CommitRequest commit, RunStatus status, byte[] result, byte @Nullable [] sessionState) {
    this(commit, status, result, sessionState, null);
  }
}
