package org.llamadeploy4j.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of tasks, newest first. In JSON: {@code tasks}, {@code next_cursor}.
 *
 * @param tasks some of those that were asked for; may be fewer than asked for, or none, although
 *     there are more
 * @param nextCursor what to ask for the next page; null: this is the last
 */
public record TaskStatusPage(List<TaskStatus> tasks, @Nullable String nextCursor) {
  /** Copies the list. */
  public TaskStatusPage {
    RequiredField.check("tasks", tasks);
    tasks = List.copyOf(tasks);
  }
}
