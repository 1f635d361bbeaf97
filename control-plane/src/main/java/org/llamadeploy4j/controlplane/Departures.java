package org.llamadeploy4j.controlplane;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.CancelRequest;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Deployment.Departure;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.TaskPage;
import org.llamadeploy4j.messaging.TaskPlace;
import org.llamadeploy4j.messaging.TaskQuery;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RunStatus;

/**
 * What a leader does in the shards of deployments that go: closes them, counts and cancels what is
 * open, and removes what is left. Each may be done again by the next leader. Owned by the leader's
 * thread.
 */
final class Departures {
  /** One for each task is enough: in a closed shard none is retried. */
  private static final String OPERATION = "undeploy";

  private static final Set<RunStatus> OPEN =
      Set.of(RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING);

  private static final int CANCELLED_AT_ONCE = 100;
  private static final int LOOKED_AT_ONCE = 500;

  /** Of one shard in one round, as below. */
  private static final int MOST_CANCELLED = 1_000;

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
        open.put(deployment.name(), close(deployment));
      }
    }
    return open;
  }

  private long close(Deployment deployment) {
    long open = 0;
    for (Shard shard : new Shards(deployment.incarnation(), shards).all()) {
      long here = messaging.shardEnds().close(shard);
      if (here > 0 && deployment.departure() == Departure.CANCEL) {
        cancel(shard);
      }
      open += here;
    }
    return open;
  }

  /** Cancels some of the tasks that have not ended and were not cancelled yet, newest first. */
  private void cancel(Shard shard) {
    TaskPlace after = null;
    int asked = 0;
    do {
      TaskPage page = messaging.control().list(shard, open(after));
      for (TaskView task : page.tasks()) {
        if (!task.cancelRequested()) {
          messaging.control().cancel(new CancelRequest(shard, task.task(), OPERATION));
          asked++;
        }
      }
      after = page.next();
    } while (after != null && asked < MOST_CANCELLED);
  }

  private static TaskQuery open(@Nullable TaskPlace after) {
    return new TaskQuery(OPEN, null, null, after, CANCELLED_AT_ONCE, LOOKED_AT_ONCE);
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
