package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.InvalidIdException;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A task on its way in: which service, session and shard, and under which id.
 *
 * @param submitted what the caller will be told
 * @param deployment whose
 * @param shard where it will live
 * @param input its start input
 * @param key the client's name for the request; null: none
 * @param startAt before which it is not to be started; null: at once
 * @param ownSession whether its session is made with it
 * @param rules how the deployment lets tasks in
 * @param settings what holds where the rules say nothing
 */
record Admission(
    Submitted submitted,
    DeploymentName deployment,
    Shard shard,
    byte[] input,
    @Nullable IdempotencyKey key,
    @Nullable Instant startAt,
    boolean ownSession,
    AdmissionRules rules,
    RouterSettings settings) {

  /**
   * Finds out what a wish means.
   *
   * @param ownSession whether a task that names no session gets one of its own
   */
  static Admission of(
      Router router, Deployment deployment, Shards shards, TaskWish wish, boolean ownSession) {
    if (deployment.departure() != null) {
      throw leaving(deployment.name());
    }
    ServiceId serviceId = service(router, deployment, wish.service());
    boolean makeSession = ownSession && wish.session() == null;
    SessionId sessionId = wish.session() == null ? null : session(wish.session());
    if (makeSession) {
      sessionId = router.ids().session();
    }
    UUID uuid = router.ids().uuid();
    Shard shard = sessionId == null ? shards.spread(uuid.hashCode()) : shards.of(sessionId);
    TaskId task = TaskId.of(shard.number(), uuid);
    return new Admission(
        new Submitted(task, serviceId, sessionId),
        deployment.name(),
        shard,
        wish.input(),
        wish.key(),
        wish.startAt(),
        makeSession,
        deployment.rules(),
        router.settings());
  }

  /** The same under ids that were reserved for it. */
  Admission as(TaskId task, @Nullable SessionId session) {
    return new Admission(
        new Submitted(task, submitted.service(), session),
        deployment,
        Shard.of(shard.incarnation(), task),
        input,
        key,
        startAt,
        ownSession,
        rules,
        settings);
  }

  /**
   * Puts it into the queue, after its own session was made.
   *
   * @param replyTo who waits for its end; empty: nobody
   * @throws ControlPlaneException NOT_FOUND: there is no such session; CONFLICT: it is in use and
   *     tasks do not wait for it; OVERLOADED: a queue is full; GONE: the task of its key was there
   *     and has been removed
   */
  void submit(Messaging messaging, RetryAfter later, String replyTo) {
    SessionId session = submitted.session();
    if (ownSession && session != null && !messaging.sessions().create(shard, session)) {
      throw leaving(deployment);
    }
    SubmitReply reply =
        messaging
            .runs()
            .submit(
                new SubmitRequest(
                    shard,
                    submitted.task(),
                    submitted.service(),
                    submitted.session(),
                    input,
                    limits(),
                    replyTo,
                    key,
                    startAt));
    switch (reply) {
      case SubmitReply.Accepted _ -> {}
      case SubmitReply.UnknownSession _ -> throw unknownSession(submitted.session());
      case SubmitReply.QueueFull(long waiting) ->
          throw ControlPlaneException.overloaded(
              "The queue of service '%s' is full: %d tasks wait"
                  .formatted(submitted.service(), waiting),
              later.queue(shard, submitted.service(), waiting));
      case SubmitReply.SessionFull(long waiting, Duration heldFor) ->
          // As long again as the present task has been there: nobody knows better.
          throw ControlPlaneException.overloaded(
              "Too many tasks wait for session '%s': %d".formatted(submitted.session(), waiting),
              RetryAfter.bounded(heldFor));
      case SubmitReply.SessionBusy(var by) ->
          throw ControlPlaneException.blocked(
              "Session '%s' is in use%s; send again when it is free"
                  .formatted(submitted.session(), by == null ? "" : " by task " + by),
              by);
      case SubmitReply.Closed _ -> throw leaving(deployment);
      case SubmitReply.StoreFull(String detail) -> throw storeFull(detail);
      case SubmitReply.Gone _ -> throw gone();
    }
  }

  private SubmitLimits limits() {
    Integer session = rules.sessionQueue();
    return new SubmitLimits(
        rules.queues().getOrDefault(submitted.service(), settings.queueLimit()),
        session == null ? settings.sessionQueueLimit() : session,
        rules.sessionPolicy());
  }

  /** Removes the session that was made for a task which was refused. */
  void undo(Messaging messaging) {
    SessionId session = submitted.session();
    if (ownSession && session != null) {
      messaging.sessions().delete(shard, session);
    }
  }

  static ControlPlaneException leaving(DeploymentName deployment) {
    return new ControlPlaneException(
        ErrorCode.CONFLICT,
        "Deployment '%s' is being removed and takes no new tasks".formatted(deployment));
  }

  ControlPlaneException gone() {
    return new ControlPlaneException(
        ErrorCode.GONE,
        "Task %s of this idempotency key has ended and was removed; use a new key to run it again"
            .formatted(submitted.task()));
  }

  static ControlPlaneException storeFull(String detail) {
    return ControlPlaneException.overloaded(
        "The store has no room for new tasks: " + detail, RetryAfter.LONGEST);
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
}
