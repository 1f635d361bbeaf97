package org.llamadeploy4j.messaging;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * An event from outside for a run.
 *
 * @param shard where the run's keys live
 * @param task the run
 * @param session when not null, the session the run must belong to
 * @param eventId the same id is delivered once
 * @param event an encoded client event; not copied
 * @param hash tells events of one id apart where a client chose the id; empty: the server made it
 */
public record DeliverRequest(
    Shard shard,
    TaskId task,
    @Nullable SessionId session,
    String eventId,
    byte[] event,
    String hash) {
  /** An event whose id the server made. */
  public DeliverRequest(
      Shard shard, TaskId task, @Nullable SessionId session, String eventId, byte[] event) {
    this(shard, task, session, eventId, event, "");
  }
}
