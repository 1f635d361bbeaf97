package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.RunStatus;

/** What became of a wish to cancel a run. */
public sealed interface CancelReply {
  /** The run is over: it is, or was already, cancelled. */
  record Cancelled() implements CancelReply {}

  /**
   * Its owner was told, and the run ends as cancelled whatever its owner does: when the owner
   * confirms, or when its lease lapses.
   */
  record Requested() implements CancelReply {}

  /** Nothing changed: it had ended before, as completed or failed. */
  record Ended(RunStatus status) implements CancelReply {}

  /** There is no such run. */
  record Unknown() implements CancelReply {}
}
