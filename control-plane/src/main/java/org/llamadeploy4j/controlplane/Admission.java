package org.llamadeploy4j.controlplane;

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
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.InvalidIdException;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A task on its way in: which service, session and shard, and under which id.
 *
 * @param submitted what the caller will be told
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
      throw Refusals.leaving();
    }
    ServiceId serviceId = service(router, deployment, wish.service());
    boolean nameSession = ownSession && wish.session() == null;
    SessionId sessionId = wish.session() == null ? null : session(wish.session());
    if (nameSession) {
      sessionId = router.ids().session();
    }
    UUID uuid = router.ids().uuid();
    Shard shard = sessionId == null ? shards.spread(uuid.hashCode()) : shards.of(sessionId);
    TaskId task = TaskId.of(shard.number(), uuid);
    return new Admission(
        new Submitted(task, serviceId, sessionId),
        shard,
        wish.input(),
        wish.key(),
        wish.startAt(),
        nameSession || wish.isHandler(),
        wish.isHandler() ? oneAtATime(deployment.rules()) : deployment.rules(),
        router.settings());
  }

  private static AdmissionRules oneAtATime(AdmissionRules rules) {
    return new AdmissionRules(
        SessionPolicy.REJECT, rules.sessionQueue(), rules.keyRetention(), rules.queues());
  }

  /** The same under ids that were reserved for it. */
  Admission as(TaskId task, @Nullable SessionId session) {
    return new Admission(
        new Submitted(task, submitted.service(), session),
        Shard.of(shard.incarnation(), task),
        input,
        key,
        startAt,
        ownSession,
        rules,
        settings);
  }

  /**
   * Puts it into the queue, with its own session.
   *
   * @param replyTo who waits for its end; empty: nobody
   * @throws ControlPlaneException NOT_FOUND: there is no such session; CONFLICT: it is in use and
   *     tasks do not wait for it; OVERLOADED: a queue is full; GONE: the task of its key was there
   *     and has been removed
   */
  void submit(Messaging messaging, LoadControl load, String replyTo) {
    // A request with a key goes to the store: its task may be there already.
    if (key == null) {
      throwIfThere(load.full().refusal(shard, submitted.service()));
    }
    load.gate()
        .pass(() -> {
          if (key == null) {
            throwIfThere(load.full().enter(shard, submitted.service()));
          }
          submitNow(messaging, load, replyTo);
        });
  }

  private void submitNow(Messaging messaging, LoadControl load, String replyTo) {
    SubmitReply reply = messaging.runs().submit(request(replyTo));
    if (reply instanceof SubmitReply.QueueFull(long waiting)) {
      load.full().refused(shard, submitted.service(), waiting);
    }
    throwIfThere(refusals(load.later()).of(reply));
  }

  private SubmitRequest request(String replyTo) {
    return new SubmitRequest(
        shard,
        submitted.task(),
        submitted.service(),
        submitted.session(),
        input,
        limits(),
        replyTo,
        key,
        startAt,
        ownSession);
  }

  private static void throwIfThere(@Nullable ControlPlaneException refusal) {
    if (refusal != null) {
      throw refusal;
    }
  }

  private Refusals refusals(RetryAfter later) {
    return new Refusals(later, shard, submitted.service(), submitted.session(), submitted.task());
  }

  private SubmitLimits limits() {
    return limits(rules, settings, submitted.service());
  }

  /** Under which conditions tasks of a service are let in. */
  static SubmitLimits limits(AdmissionRules rules, RouterSettings settings, ServiceId service) {
    Integer session = rules.sessionQueue();
    return new SubmitLimits(
        rules.queues().getOrDefault(service, settings.queueLimit()),
        session == null ? settings.sessionQueueLimit() : session,
        rules.sessionPolicy());
  }

  /** The task of its key was there and has been removed. */
  ControlPlaneException gone(RetryAfter later) {
    return refusals(later).gone();
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
      throw Refusals.unknownSession(text);
    }
  }
}
