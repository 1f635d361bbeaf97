package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Runs whose time has come.
 *
 * @param queued those that were put into their queues
 * @param next how long until the next timer of the shard is due, by the store's clock, zero when
 *     one is due already; null: there is none
 */
public record FireReply(List<TaskId> queued, @Nullable Duration next) {
  /** Copies the list. */
  public FireReply {
    queued = List.copyOf(queued);
  }
}
