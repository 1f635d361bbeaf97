package org.llamadeploy4j.controlplane;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.IdempotencyKey;

/**
 * A task that a client asks for.
 *
 * @param service which service is to run it; null: the default service
 * @param session the session it is to run in; null: none
 * @param input a UTF-8 JSON object; not copied
 * @param key the client's name for this request; null: it has none, and each time is another task
 * @param isWatched whether its run tells how its steps get on from its first one, as if somebody
 *     had read along already
 */
public record TaskWish(
    @Nullable String service,
    @Nullable String session,
    byte[] input,
    @Nullable IdempotencyKey key,
    boolean isWatched) {

  /** A task that nobody watches yet. */
  public TaskWish(
      @Nullable String service,
      @Nullable String session,
      byte[] input,
      @Nullable IdempotencyKey key) {
    this(service, session, input, key, false);
  }

  /** The same, watched from its first step on. */
  public TaskWish watched() {
    return new TaskWish(service, session, input, key, true);
  }
}
