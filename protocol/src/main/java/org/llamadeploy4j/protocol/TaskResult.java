package org.llamadeploy4j.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task that completed. In JSON: {@code task_id}, {@code history}, {@code result},
 * {@code data}.
 *
 * @param taskId the task
 * @param history always empty, as in the original
 * @param result the result as text: a JSON string's own text, anything else as JSON
 * @param data always empty, as in the original
 */
public record TaskResult(
    String taskId, List<Object> history, String result, Map<String, Object> data) {
  /** Copies the collections; absent ones are empty. */
  public TaskResult {
    RequiredField.check("task_id", taskId);
    RequiredField.check("result", result);
    history = orEmpty(history);
    data = orEmpty(data);
  }

  /**
   * The answer for a task that ended with this result.
   *
   * @param resultJson a JSON value in UTF-8
   */
  public static TaskResult of(TaskId task, byte[] resultJson) {
    return new TaskResult(task.value(), List.of(), ProtocolJson.text(resultJson), Map.of());
  }

  private static List<Object> orEmpty(@Nullable List<Object> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  private static Map<String, Object> orEmpty(@Nullable Map<String, Object> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
