package org.llamadeploy4j.messaging;

import java.util.Comparator;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A place in the order of all tasks, which no task leaves and where none comes in before: by the
 * moment of creation, then by id. The task itself need not be there any more.
 *
 * @param at store time in milliseconds
 * @param task id of the task
 */
public record TaskPlace(long at, TaskId task) implements Comparable<TaskPlace> {
  private static final Comparator<TaskPlace> ORDER =
      Comparator.comparingLong(TaskPlace::at).thenComparing(TaskPlace::task);

  @Override
  public int compareTo(TaskPlace other) {
    return ORDER.compare(this, other);
  }
}
