package org.llamadeploy4j.controlplane;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Why a task may not enter its queue or its session, in words for its caller.
 *
 * @param later when to try again
 * @param shard where the task would live
 * @param service which service would run it
 * @param session the session it would run in; null: none
 * @param task its id
 */
record Refusals(
    RetryAfter later, Shard shard, ServiceId service, @Nullable SessionId session, TaskId task) {
  /** The refusal that a reply means; null: the task was accepted. */
  @Nullable ControlPlaneException of(SubmitReply reply) {
    return switch (reply) {
      case SubmitReply.Accepted _ -> null;
      case SubmitReply.UnknownSession _ -> unknownSession(session);
      case SubmitReply.QueueFull(long waiting) ->
          queueFull(service, waiting, later.queue(shard, service, waiting));
      case SubmitReply.SessionFull(long waiting, Duration heldFor) ->
          // As long again as the present task has been there: nobody knows better.
          ControlPlaneException.overloaded(
              "Too many tasks wait for session '%s': %d".formatted(session, waiting),
              RetryAfter.bounded(heldFor));
      case SubmitReply.SessionBusy(var by) ->
          ControlPlaneException.blocked(
              "Session '%s' is in use%s; send again when it is free"
                  .formatted(session, by == null ? "" : " by task " + by),
              by);
      case SubmitReply.StoreFull(String detail) -> storeFull(detail);
      case SubmitReply.Gone _ -> gone();
      case SubmitReply.Closed _ -> leaving();
    };
  }

  ControlPlaneException gone() {
    return new ControlPlaneException(
        ErrorCode.GONE,
        "Task %s of this idempotency key has ended and was removed; use a new key to run it again"
            .formatted(task));
  }

  static ControlPlaneException queueFull(ServiceId service, long waiting, Duration again) {
    return ControlPlaneException.overloaded(
        "The queue of service '%s' is full: %d tasks wait".formatted(service, waiting), again);
  }

  static ControlPlaneException leaving() {
    return new ControlPlaneException(
        ErrorCode.CONFLICT, "The deployment is being removed and takes no more tasks and sessions");
  }

  static ControlPlaneException storeFull(String detail) {
    return ControlPlaneException.overloaded(
        "The store has no room for new tasks: " + detail, RetryAfter.LONGEST);
  }

  static ControlPlaneException noRoomForSessions() {
    return ControlPlaneException.overloaded(
        "The store has no room for new sessions; delete sessions, shorten the retention, or give it"
            + " more memory",
        RetryAfter.LONGEST);
  }

  static ControlPlaneException tooManySessions(int max) {
    return ControlPlaneException.overloaded(
        "The deployment has %,d sessions, the most there may be; delete those that are not needed"
            .formatted(max),
        RetryAfter.LONGEST);
  }

  static ControlPlaneException unknownSession(@Nullable Object session) {
    return new ControlPlaneException(
        ErrorCode.NOT_FOUND, "Session '%s' not found".formatted(session));
  }
}
