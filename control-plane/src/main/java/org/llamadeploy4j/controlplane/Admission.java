package org.llamadeploy4j.controlplane;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.InvalidIdException;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A task on its way in: which service, session and shard, and under which id.
 *
 * @param submitted what the caller will be told
 * @param shard where it will live
 * @param input its start input
 * @param settings the limits it is admitted under
 */
record Admission(Submitted submitted, Shard shard, byte[] input, RouterSettings settings) {

  static Admission of(
      Router router,
      Deployment deployment,
      Shards shards,
      @Nullable String service,
      @Nullable String session,
      byte[] input) {
    ServiceId serviceId = service(router, deployment, service);
    SessionId sessionId = session == null ? null : session(session);
    UUID uuid = router.ids().uuid();
    Shard shard = sessionId == null ? shards.spread(uuid.hashCode()) : shards.of(sessionId);
    TaskId task = TaskId.of(shard.number(), uuid);
    return new Admission(
        new Submitted(task, serviceId, sessionId), shard, input, router.settings());
  }

  /**
   * Puts it into the queue.
   *
   * @param replyTo who waits for its end; empty: nobody
   */
  void submit(RunStore runs, String replyTo) {
    SubmitReply reply =
        runs.submit(
            new SubmitRequest(
                shard,
                submitted.task(),
                submitted.service(),
                submitted.session(),
                input,
                settings.queueLimit(),
                settings.sessionQueueLimit(),
                replyTo));
    switch (reply) {
      case SubmitReply.Accepted _ -> {}
      case SubmitReply.UnknownSession _ -> throw unknownSession(submitted.session());
      case SubmitReply.QueueFull(long waiting) ->
          throw overloaded(
              "The queue of service '%s' is full: %d tasks wait"
                  .formatted(submitted.service(), waiting));
      case SubmitReply.SessionFull(long waiting) ->
          throw overloaded(
              "Too many tasks wait for session '%s': %d".formatted(submitted.session(), waiting));
      case SubmitReply.StoreFull(String detail) ->
          throw overloaded("The store has no room for new tasks: " + detail);
    }
  }

  /** A service that is new may be missing in a table that is a moment old. */
  private static ServiceId service(Router router, Deployment known, @Nullable String wanted) {
    ServiceId found = find(known, wanted);
    if (found == null) {
      found = find(router.readAgain(known.name().value()), wanted);
    }
    if (found != null) {
      return found;
    }
    if (wanted == null) {
      throw new ControlPlaneException(
          ErrorCode.BAD_REQUEST, "Service is None and deployment has no default service");
    }
    throw new ControlPlaneException(
        ErrorCode.NOT_FOUND,
        "Service '%s' not found in deployment '%s'".formatted(wanted, known.name()));
  }

  private static @Nullable ServiceId find(Deployment deployment, @Nullable String wanted) {
    if (wanted == null) {
      return deployment.defaultService();
    }
    return deployment.live().keySet().stream()
        .filter(id -> id.value().equals(wanted))
        .findFirst()
        .orElse(null);
  }

  private static SessionId session(String text) {
    try {
      return new SessionId(text);
    } catch (InvalidIdException e) {
      throw unknownSession(text);
    }
  }

  static ControlPlaneException unknownSession(@Nullable Object session) {
    return new ControlPlaneException(
        ErrorCode.NOT_FOUND, "Session '%s' not found".formatted(session));
  }

  private static ControlPlaneException overloaded(String message) {
    return new ControlPlaneException(ErrorCode.OVERLOADED, message);
  }
}
