package org.llamadeploy4j.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;

/**
 * What to run.
 *
 * @param deployment the deployment
 * @param service its service; null: its default
 * @param session the session to run in; null: one of its own
 * @param input empty, or the fields of the start event as a JSON object
 * @param key names the request, so that sending it again is the same task; null: it has no name
 * @param startAt before which the task is not started; null or past: at once
 */
public record TaskRequest(
    DeploymentName deployment,
    @Nullable ServiceId service,
    @Nullable SessionId session,
    String input,
    @Nullable IdempotencyKey key,
    @Nullable Instant startAt) {
  /** A request without a name, for a task that starts at once. */
  public TaskRequest(
      DeploymentName deployment,
      @Nullable ServiceId service,
      @Nullable SessionId session,
      String input) {
    this(deployment, service, session, input, null, null);
  }

  /** A request for a task that starts at once. */
  public TaskRequest(
      DeploymentName deployment,
      @Nullable ServiceId service,
      @Nullable SessionId session,
      String input,
      @Nullable IdempotencyKey key) {
    this(deployment, service, session, input, key, null);
  }

  /** The same for a task that starts later. */
  public TaskRequest startingAt(Instant start) {
    return new TaskRequest(deployment, service, session, input, key, start);
  }
}
