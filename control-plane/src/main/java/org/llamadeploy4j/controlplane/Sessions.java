package org.llamadeploy4j.controlplane;

import java.util.List;
import org.llamadeploy4j.messaging.SessionStore;
import org.llamadeploy4j.messaging.SessionStore.CreateReply;
import org.llamadeploy4j.messaging.SessionStore.DeleteReply;
import org.llamadeploy4j.messaging.SessionStore.SessionView;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.InvalidIdException;
import org.llamadeploy4j.protocol.SessionId;

/** The sessions of a live deployment. Immutable; calls block. */
public final class Sessions {
  private final SessionStore store;
  private final Shards shards;
  private final Ids ids;
  private final int max;

  /** Takes how many there may be in a shard, besides those that came with tasks. */
  Sessions(SessionStore store, Shards shards, Ids ids, int max) {
    this.store = store;
    this.shards = shards;
    this.ids = ids;
    this.max = max;
  }

  /**
   * Makes one, with an id nobody can guess. It stays until it is deleted.
   *
   * @throws ControlPlaneException CONFLICT: the deployment is being removed; OVERLOADED: there are
   *     too many already, or the store has no room
   */
  public SessionId create() {
    SessionId session = ids.session();
    CreateReply reply = store.create(shards.of(session), session, max);
    return switch (reply) {
      case THERE -> session;
      case CLOSED -> throw Refusals.leaving();
      case TOO_MANY -> throw Refusals.tooManySessions(max);
      case STORE_FULL -> throw Refusals.noRoomForSessions();
    };
  }

  /**
   * Checks that there is one.
   *
   * @throws ControlPlaneException NOT_FOUND when there is none
   */
  public SessionId find(String id) {
    SessionId session = parse(id);
    return store
        .find(shards.of(session), session)
        .map(SessionView::session)
        .orElseThrow(() -> Refusals.unknownSession(id));
  }

  /** The oldest of each shard. */
  public List<SessionId> list(int max) {
    return shards.all().stream()
        .flatMap(s -> store.list(s, max).stream())
        .map(SessionView::session)
        .toList();
  }

  /**
   * Removes one with its state.
   *
   * @throws ControlPlaneException NOT_FOUND when there is none; CONFLICT while a task runs or waits
   *     in it
   */
  public void delete(String id) {
    SessionId session = parse(id);
    DeleteReply reply = store.delete(shards.of(session), session);
    switch (reply) {
      case DELETED -> {}
      case UNKNOWN -> throw Refusals.unknownSession(id);
      case BUSY ->
          throw new ControlPlaneException(
              ErrorCode.CONFLICT, "A task runs or waits in session '%s'".formatted(id));
    }
  }

  private static SessionId parse(String id) {
    try {
      return new SessionId(id);
    } catch (InvalidIdException e) {
      throw Refusals.unknownSession(id);
    }
  }
}
