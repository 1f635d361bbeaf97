package org.llamadeploy4j.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.TaskId;

/** What became of a submit. */
public sealed interface SubmitReply {
  /** It is queued, durably. */
  record Accepted() implements SubmitReply {}

  /** The service's queue is full. */
  record QueueFull(long waiting) implements SubmitReply {}

  /**
   * Too many tasks wait for this session already.
   *
   * @param waiting how many
   * @param heldFor how long ago the task came that uses the session; zero: none uses it yet
   */
  record SessionFull(long waiting, Duration heldFor) implements SubmitReply {}

  /**
   * Another task uses the session, and this one does not wait.
   *
   * @param blockedBy the task that uses it; null: it is not known which one
   */
  record SessionBusy(@Nullable TaskId blockedBy) implements SubmitReply {}

  /** There is no such session. */
  record UnknownSession() implements SubmitReply {}

  /** It was accepted earlier, under the same key, and has been removed since. */
  record Gone() implements SubmitReply {}

  /** The deployment is being removed. */
  record Closed() implements SubmitReply {}

  /** The store has no room for new work. */
  record StoreFull(String detail) implements SubmitReply {}
}
