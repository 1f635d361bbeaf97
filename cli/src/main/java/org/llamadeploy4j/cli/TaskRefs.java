package org.llamadeploy4j.cli;

import org.llamadeploy4j.client.TaskRef;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.TaskStatus;

/** How requests name a task that is known by its id alone. Stateless. */
final class TaskRefs {
  /** The API wants a session with each request, and does not look at it for a task without one. */
  private static final SessionId NONE = new SessionId("none");

  private TaskRefs() {}

  static TaskRef of(DeploymentName in, TaskStatus task) {
    SessionId session = task.sessionId() == null ? NONE : new SessionId(task.sessionId());
    return new TaskRef(in, new TaskId(task.taskId()), session);
  }
}
