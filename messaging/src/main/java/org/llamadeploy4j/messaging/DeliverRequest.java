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
 */
public record DeliverRequest(
    Shard shard, TaskId task, @Nullable SessionId session, String eventId, byte[] event) {}
