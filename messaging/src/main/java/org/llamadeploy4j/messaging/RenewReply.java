package org.llamadeploy4j.messaging;

import java.util.Map;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The store's view of a runtime's lease on a shard.
 *
 * @param generation life of the data set; another than that of a claim voids the claim
 * @param owned the runs that this runtime owns, with their epochs
 */
public record RenewReply(long generation, Map<TaskId, Long> owned) {
  /** Copies the map. */
  public RenewReply {
    owned = Map.copyOf(owned);
  }
}
