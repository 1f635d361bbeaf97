package org.llamadeploy4j.messaging;

import java.time.Duration;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A wish for work.
 *
 * @param shard whose queues
 * @param service of this service
 * @param version runs pinned to this version first
 * @param live whether unpinned runs may be taken and pinned to the version as well
 * @param reducer the newest reducer that the runtime knows, from 1 to {@link #MOST_REDUCERS}; runs
 *     that a newer one drove are left to others
 * @param runtime the new owner
 * @param lease the owner's lease, renewed by the claim
 * @param max free slots, at least 1
 * @param operationId unique per wish; a repeated wish gets the same runs
 */
public record ClaimRequest(
    Shard shard,
    ServiceId service,
    VersionId version,
    boolean live,
    int reducer,
    RuntimeId runtime,
    Duration lease,
    int max,
    String operationId) {

  /** The highest number a reducer may have: each claim looks for runs of all up to its own. */
  public static final int MOST_REDUCERS = 64;

  /** Refuses a reducer out of range. */
  public ClaimRequest {
    if (reducer < 1 || reducer > MOST_REDUCERS) {
      throw new IllegalArgumentException(
          "reducer is %d, expected 1 to %d".formatted(reducer, MOST_REDUCERS));
    }
  }
}
