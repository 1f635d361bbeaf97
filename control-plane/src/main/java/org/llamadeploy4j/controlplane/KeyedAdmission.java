package org.llamadeploy4j.controlplane;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.ReserveReply;
import org.llamadeploy4j.messaging.ReserveReply.Reservation;
import org.llamadeploy4j.messaging.ReserveRequest;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.IdempotencyKey;

/**
 * A task on its way in under an idempotency key: the key is reserved for it first, or has been for
 * the task of an earlier request, which then is the one. Whoever stops in between strands nothing:
 * the next request with the key goes on with the reserved task.
 */
final class KeyedAdmission {
  private final Messaging messaging;
  private final LoadControl load;
  private final IdempotencyKey key;
  private final Admission admission;
  private final Reservation reservation;
  private final boolean fresh;

  private KeyedAdmission(
      Messaging messaging,
      LoadControl load,
      IdempotencyKey key,
      Admission admission,
      Reservation reservation,
      boolean fresh) {
    this.messaging = messaging;
    this.load = load;
    this.key = key;
    this.admission = admission;
    this.reservation = reservation;
    this.fresh = fresh;
  }

  /**
   * Reserves the key, or finds what it stands for.
   *
   * @param proposed the task as it would be if the key is free
   * @param verb tells apart what may be asked for with the same words
   * @throws ControlPlaneException CONFLICT: the key stands for another request; OVERLOADED: the
   *     store has no room for new keys
   */
  static KeyedAdmission reserve(
      Messaging messaging, LoadControl load, Admission proposed, String verb, TaskWish wish) {
    IdempotencyKey key = Objects.requireNonNull(wish.key());
    ReserveReply reply =
        messaging
            .reservations()
            .reserve(
                new ReserveRequest(
                    proposed.shard().incarnation(),
                    key,
                    proposed.submitted().task(),
                    proposed.submitted().session(),
                    hash(verb, wish),
                    KeySweep.unattended(proposed.rules().keyRetention())));
    return switch (reply) {
      case ReserveReply.Fresh(Reservation made) ->
          new KeyedAdmission(messaging, load, key, proposed, made, true);
      case ReserveReply.Known(Reservation made) ->
          new KeyedAdmission(
              messaging, load, key, proposed.as(made.task(), made.session()), made, false);
      case ReserveReply.Taken(var task) ->
          throw new ControlPlaneException(
              ErrorCode.CONFLICT,
              "The idempotency key '%s' stands for another request, that of task %s; use a new key"
                  .formatted(key, task));
      case ReserveReply.StoreFull(String detail) -> throw Refusals.storeFull(detail);
    };
  }

  private static String hash(String verb, TaskWish wish) {
    String session = wish.isHandler() ? "handler " + wish.session() : wish.session();
    return new Fingerprint()
        .add(List.of(verb))
        .add(wish.service() == null ? List.of() : List.of(wish.service()))
        .add(session == null ? List.of() : List.of(session))
        .add(wish.startAt() == null ? List.of() : List.of(wish.startAt().toString()))
        .addBytes(wish.input())
        .hex(Fingerprint.WHOLE);
  }

  /** The task that the key stands for. */
  Admission admission() {
    return admission;
  }

  /** Whether this request is the first with its key. */
  boolean fresh() {
    return fresh;
  }

  /**
   * Has the task accepted, unless it is there already.
   *
   * @param replyTo who waits for its end; empty: nobody
   * @throws ControlPlaneException as {@link Admission#submit}; GONE when it was there and has been
   *     removed
   */
  void submit(String replyTo) {
    if (!fresh && isThere()) {
      return;
    }
    if (reservation.submitted()) {
      throw admission.gone(load.later());
    }
    orFree(() -> {
      admission.submit(messaging, load, replyTo);
      return admission;
    });
  }

  private boolean isThere() {
    return messaging.runs().task(admission.shard(), reservation.task()).isPresent();
  }

  /** Frees the key when the request is refused meanwhile, so that it may be made again. */
  <T> T orFree(Supplier<T> step) {
    try {
      return step.get();
    } catch (ControlPlaneException e) {
      if (e.code() != ErrorCode.GONE) {
        messaging
            .reservations()
            .free(admission.shard().incarnation(), key, reservation.task(), reservation.uses());
      }
      throw e;
    }
  }
}
