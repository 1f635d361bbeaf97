package org.llamadeploy4j.controlplane;

import java.util.List;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FireReply;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts runs of runtimes that vanished back on their queues, and runs whose time has come, should no
 * runtime have done so. Any number of processes may do so at once: the store checks each lease and
 * timer itself. Owned by the thread that calls {@link #round()}.
 */
final class TakeoverSweep {
  private static final Logger LOG = LoggerFactory.getLogger(TakeoverSweep.class);
  private static final int BATCH = 100;

  private final Messaging messaging;
  private final int shards;

  TakeoverSweep(Messaging messaging, int shards) {
    this.messaging = messaging;
    this.shards = shards;
  }

  void round() {
    for (Deployment deployment : messaging.fleet().read().deployments().values()) {
      for (int shard = 0; shard < shards; shard++) {
        sweep(deployment, new Shard(deployment.incarnation(), shard));
      }
    }
  }

  private void sweep(Deployment deployment, Shard shard) {
    List<TaskId> requeued;
    do {
      requeued = messaging.runs().takeover(shard, BATCH);
      if (!requeued.isEmpty()) {
        LOG.info(
            "{} runs of {} were put back on their queues, since their runtime is gone: {}",
            requeued.size(),
            deployment.name(),
            requeued);
      }
    } while (requeued.size() == BATCH);
    FireReply fired;
    do {
      fired = messaging.runs().fire(shard, BATCH);
    } while (fired.queued().size() == BATCH);
  }
}
