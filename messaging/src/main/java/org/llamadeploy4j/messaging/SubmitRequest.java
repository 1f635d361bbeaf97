package org.llamadeploy4j.messaging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A task to accept. Its operation id is the task id, so a repeated submit is answered like the
 * first.
 *
 * @param shard where its keys live
 * @param task made by the server
 * @param service which service runs it
 * @param session the session it runs in; null: none
 * @param input start input, a UTF-8 JSON object; not copied
 * @param limits under which it is accepted
 * @param replyTo channel of the process that waits for the end (see {@link Signals#onReply});
 *     empty: nobody
 * @param key the reserved key that stands for it (see {@link Reservations}); null: none
 * @param startAt before which it is not started, in whole milliseconds of store time; until then it
 *     is queued and counts as such; null or past: at once
 * @param withSession whether its session is made with it, unless it is there; it goes with the last
 *     of its tasks
 */
public record SubmitRequest(
    Shard shard,
    TaskId task,
    ServiceId service,
    @Nullable SessionId session,
    byte[] input,
    SubmitLimits limits,
    String replyTo,
    @Nullable IdempotencyKey key,
    @Nullable Instant startAt,
    boolean withSession) {
  /**
   * Copies nothing.
   *
   * @throws IllegalArgumentException when the session that is to be made is not named
   */
  public SubmitRequest {
    if (withSession && session == null) {
      throw new IllegalArgumentException("task " + task + " is to bring its session; name that");
    }
  }

  /** A task whose session, if it has one, is there already. */
  public SubmitRequest(
      Shard shard,
      TaskId task,
      ServiceId service,
      @Nullable SessionId session,
      byte[] input,
      SubmitLimits limits,
      String replyTo,
      @Nullable IdempotencyKey key,
      @Nullable Instant startAt) {
    this(shard, task, service, session, input, limits, replyTo, key, startAt, false);
  }

  /** The same without a key, to be started at once. */
  public SubmitRequest(
      Shard shard,
      TaskId task,
      ServiceId service,
      @Nullable SessionId session,
      byte[] input,
      SubmitLimits limits,
      String replyTo) {
    this(shard, task, service, session, input, limits, replyTo, null, null);
  }
}
