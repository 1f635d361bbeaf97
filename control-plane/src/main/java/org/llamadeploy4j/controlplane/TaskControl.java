package org.llamadeploy4j.controlplane;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.RunControl;
import org.llamadeploy4j.messaging.TaskPage;
import org.llamadeploy4j.messaging.TaskPlace;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.InvalidIdException;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The tasks of a deployment, as people see them and what they do to them. Made per request by
 * {@link LiveDeployment#control}. Immutable; calls block.
 */
public final class TaskControl {
  /** How many tasks of each shard are looked at for one page of a list. */
  public static final int MAX_LOOKED_AT = TaskLists.LOOKED_AT;

  private final RunControl control;
  private final Shards shards;

  TaskControl(RunControl control, Shards shards) {
    this.control = control;
    this.shards = shards;
  }

  /**
   * How a task is.
   *
   * @throws ControlPlaneException NOT_FOUND: there is no such task
   */
  public TaskView find(String taskId) {
    return find(id(taskId));
  }

  private TaskView find(TaskId task) {
    return control.find(shards.of(task), task).orElseThrow(TaskControl::notFound);
  }

  /**
   * Some of the tasks, newest first. The order is fixed: while tasks come and go, each that stays
   * is on one page.
   *
   * @param after only those after this place, as an earlier page named it; null: from the newest on
   * @param max how many at most, at least one
   */
  public TaskPage list(TaskFilter filter, @Nullable TaskPlace after, int max) {
    return new TaskLists(control, shards).page(filter, after, max);
  }

  static TaskId id(String text) {
    try {
      return new TaskId(text);
    } catch (InvalidIdException e) {
      throw notFound();
    }
  }

  static ControlPlaneException notFound() {
    return new ControlPlaneException(ErrorCode.NOT_FOUND, "Task not found");
  }
}
