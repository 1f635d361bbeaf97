package org.llamadeploy4j.messaging;

import java.util.Optional;
import org.llamadeploy4j.protocol.TaskId;

/**
 * What people see of runs and do to them from outside, away from the path that every run takes.
 *
 * <p>All methods throw {@link MessagingUnavailableException} when the store does not answer.
 */
public interface RunControl {
  /** What is known about one task, without its payloads but for why it failed. */
  Optional<TaskView> find(Shard shard, TaskId task);

  /** A page of a shard's tasks, without their payloads but for why they failed. */
  TaskPage list(Shard shard, TaskQuery query);
}
