package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.Map;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The store's view of a runtime's lease on a shard.
 *
 * @param generation life of the data set; another than that of a claim voids the claim
 * @param owned the runs that this runtime owns, with their epochs
 * @param cancels those of them that are to be cancelled
 */
public record RenewReply(long generation, Map<TaskId, Long> owned, List<TaskId> cancels) {
  /** Copies the collections. */
  public RenewReply {
    owned = Map.copyOf(owned);
    cancels = List.copyOf(cancels);
  }

  /** None of them is to be cancelled. */
  public RenewReply(long generation, Map<TaskId, Long> owned) {
    this(generation, owned, List.of());
  }
}
