package org.llamadeploy4j.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as REST clients see it. In JSON: {@code session_id}, {@code task_ids}, {@code state}.
 *
 * @param sessionId the session's id
 * @param taskIds tasks that ran in it; the original always answers with none
 * @param state its state; the original always answers with an empty object
 */
public record SessionDefinition(String sessionId, List<String> taskIds, Map<String, Object> state) {
  /** Copies the collections; absent ones are empty. */
  public SessionDefinition {
    RequiredField.check("session_id", sessionId);
    taskIds = orEmpty(taskIds);
    state = orEmpty(state);
  }

  /** A session of which only the id is shown. */
  public static SessionDefinition of(SessionId id) {
    return new SessionDefinition(id.value(), List.of(), Map.of());
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  private static Map<String, Object> orEmpty(@Nullable Map<String, Object> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
