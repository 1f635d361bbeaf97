package org.llamadeploy4j.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A task as REST clients send and see it. In JSON: {@code input}, {@code task_id}, {@code
 * session_id}, {@code service_id}.
 *
 * @param input empty, or a JSON object encoded as a string: see {@link TaskInput}
 * @param taskId the server makes it; what a client sends here is ignored
 * @param sessionId the session the task runs in; in requests only the query parameter counts
 * @param serviceId the service to run; null: the deployment's default
 */
public record TaskDefinition(
    String input, @Nullable String taskId, @Nullable String sessionId, @Nullable String serviceId) {
  /** Checks that there is an input. */
  public TaskDefinition {
    RequiredField.check("input", input);
  }
}
