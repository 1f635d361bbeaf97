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

  /**
   * Cancels a run. One that nobody drives is over at once; events that it has not taken are
   * dropped. One that is driven ends as cancelled when its owner confirms or its lease lapses, and
   * takes no more events.
   */
  CancelReply cancel(CancelRequest request);

  /**
   * Has a run that failed or was cancelled begin anew, from its input: with an empty journal, on no
   * version, at the end of its service's queue and of its session's. Its stream goes on, with an
   * event that tells where the attempt begins.
   */
  RetryReply retry(RetryRequest request);

  /** Removes a run that has ended, with all that is kept about it but for its idempotency key. */
  DeleteReply delete(Shard shard, TaskId task);
}
