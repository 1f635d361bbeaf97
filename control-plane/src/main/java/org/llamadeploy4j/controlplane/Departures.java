package org.llamadeploy4j.controlplane;

import java.util.HashMap;
import java.util.Map;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;

/**
 * What a leader does in the shards of deployments that go: closes them, counts what is open, and
 * removes what is left. Each may be done again by the next leader. Owned by the leader's thread.
 */
final class Departures {
  private static final int WIPED_AT_ONCE = 200;

  /** Of one shard in one round, so that the leader gets to its other work. */
  private static final int MOST_WIPES = 50;

  private final Messaging messaging;
  private final int shards;

  Departures(Messaging messaging, int shards) {
    this.messaging = messaging;
    this.shards = shards;
  }

  /** Closes the shards of all that go; how many tasks of each have not ended. */
  Map<DeploymentName, Long> open(FleetState fleet) {
    Map<DeploymentName, Long> open = new HashMap<>();
    for (Deployment deployment : fleet.deployments().values()) {
      if (deployment.departure() != null) {
        open.put(deployment.name(), close(deployment.incarnation()));
      }
    }
    return open;
  }

  private long close(Incarnation incarnation) {
    return new Shards(incarnation, shards)
        .all().stream().mapToLong(messaging.shardEnds()::close).sum();
  }

  /** Removes what is kept about a deployment without open tasks; says whether nothing is left. */
  boolean wipe(Incarnation incarnation) {
    return new Shards(incarnation, shards).all().stream().allMatch(this::wipe);
  }

  private boolean wipe(Shard shard) {
    for (int i = 0; i < MOST_WIPES; i++) {
      if (messaging.shardEnds().wipe(shard, WIPED_AT_ONCE)) {
        return true;
      }
    }
    return false;
  }
}
