package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Sessions: state shared by the tasks that run in them, one after another. */
public interface SessionStore {
  /**
   * Makes a session, which stays until it is deleted; making one that exists changes nothing.
   *
   * @param max how many there may be in the shard, besides those that came with tasks
   */
  CreateReply create(Shard shard, SessionId session, int max);

  /** The session, if there is one. */
  Optional<SessionView> find(Shard shard, SessionId session);

  /** Sessions of a shard, oldest first. */
  List<SessionView> list(Shard shard, int max);

  /** Removes a session and its state. */
  DeleteReply delete(Shard shard, SessionId session);

  /**
   * A session.
   *
   * @param session its id
   * @param state as the last completed run left it; null: none yet; not copied
   * @param lockedBy the task that runs in it; null: none
   */
  record SessionView(SessionId session, byte @Nullable [] state, @Nullable TaskId lockedBy) {}

  /** What became of a wish for a session. */
  enum CreateReply {
    /** It is there. */
    THERE,
    /** The deployment is being removed. */
    CLOSED,
    /** There are as many as there may be. */
    TOO_MANY,
    /** The store has no room for new ones. */
    STORE_FULL
  }

  /** What became of a delete. */
  enum DeleteReply {
    /** It is gone. */
    DELETED,
    /** There was none. */
    UNKNOWN,
    /** A task runs or waits in it. */
    BUSY
  }
}
