package org.llamadeploy4j.controlplane;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.IdempotencyKey;

/**
 * A task that a client asks for.
 *
 * @param service which service is to run it; null: the default service
 * @param session the session it is to run in; null: none
 * @param input a UTF-8 JSON object; not copied
 * @param key the client's name for this request; null: it has none, and each time is another task
 * @param startAt before which it is not to be started; null or past: at once
 * @param isWatched whether its run tells how its steps get on from its first one, as if somebody
 *     had read along already
 * @param isHandler whether the session is a handler: it is made with the task unless it is there
 *     already, and takes no task while another one is in it, whatever the deployment's policy
 */
public record TaskWish(
    @Nullable String service,
    @Nullable String session,
    byte[] input,
    @Nullable IdempotencyKey key,
    @Nullable Instant startAt,
    boolean isWatched,
    boolean isHandler) {

  /** A task to be started at once, that nobody watches yet. */
  public TaskWish(
      @Nullable String service,
      @Nullable String session,
      byte[] input,
      @Nullable IdempotencyKey key) {
    this(service, session, input, key, null);
  }

  /** A task that nobody watches yet. */
  public TaskWish(
      @Nullable String service,
      @Nullable String session,
      byte[] input,
      @Nullable IdempotencyKey key,
      @Nullable Instant startAt) {
    this(service, session, input, key, startAt, false, false);
  }

  /** The same, watched from its first step on. */
  public TaskWish watched() {
    return new TaskWish(service, session, input, key, startAt, true, isHandler);
  }

  /** The same with its session, which it must name, as a handler. */
  public TaskWish asHandler() {
    Objects.requireNonNull(session, "a handler has a name");
    return new TaskWish(service, session, input, key, startAt, isWatched, true);
  }
}
