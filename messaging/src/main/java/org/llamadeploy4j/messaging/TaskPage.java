package org.llamadeploy4j.messaging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the tasks that somebody asked for.
 *
 * @param tasks newest first
 * @param next what to ask for those after; null: there are no more. A page may be short or empty
 *     and still have a next one, when many tasks were looked at
 */
public record TaskPage(List<TaskView> tasks, @Nullable TaskPlace next) {
  /** Copies the list. */
  public TaskPage {
    tasks = List.copyOf(tasks);
  }
}
