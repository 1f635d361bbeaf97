package org.llamadeploy4j.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A key that is to stand for a task. Repeating it finds the reservation it made.
 *
 * @param deployment whose key it is
 * @param key the key
 * @param task what it will stand for, unless it stands for something already
 * @param session the session the task will run in; null: none
 * @param hash tells requests apart; the same key with another one is refused
 * @param window how long the reservation lives unless somebody cares for it
 */
public record ReserveRequest(
    Incarnation deployment,
    IdempotencyKey key,
    TaskId task,
    @Nullable SessionId session,
    String hash,
    Duration window) {}
