package org.llamadeploy4j.messaging;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** What a key stands for. */
public sealed interface ReserveReply {
  /** For the task that was proposed: the key was free. */
  record Fresh(Reservation reservation) implements ReserveReply {}

  /** For a task that was proposed earlier with the same request. */
  record Known(Reservation reservation) implements ReserveReply {}

  /** For a task of another request. */
  record Taken(TaskId task) implements ReserveReply {}

  /** The store has no room for new keys. */
  record StoreFull(String detail) implements ReserveReply {}

  /**
   * A reservation.
   *
   * @param task what the key stands for
   * @param session the session the task runs in; null: none
   * @param uses how often the key was used, this time included
   * @param submitted whether the task is known to have been submitted; if not, it may have been
   */
  record Reservation(TaskId task, @Nullable SessionId session, long uses, boolean submitted) {}
}
