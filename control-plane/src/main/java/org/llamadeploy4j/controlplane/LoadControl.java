package org.llamadeploy4j.controlplane;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.ServiceId;

/**
 * What keeps one API server able to work when more comes than can be done. Safe for use by many
 * threads.
 *
 * @param later when those who are refused should try again
 * @param full which queues need not be asked
 * @param gate how many tasks are on their way into the store
 */
record LoadControl(RetryAfter later, FullQueues full, SubmitGate gate) {

  static LoadControl of(RunStore runs, LongSupplier nanoTime) {
    RetryAfter later = new RetryAfter(runs, nanoTime);
    return new LoadControl(later, new FullQueues(later, nanoTime), new SubmitGate());
  }

  /**
   * Lets a request with a task for a deployment in, and counts it; else why it would be refused,
   * whatever its service and its shard, as far as can be told without asking the store. Does not
   * block.
   */
  @Nullable ControlPlaneException arrive(Deployment deployment, Shards shards) {
    ControlPlaneException refusal = gate.refusal();
    if (refusal != null) {
      return refusal;
    }
    for (ServiceId service : deployment.live().keySet()) {
      for (Shard shard : shards.all()) {
        refusal = full.arrive(shard, service);
        if (refusal == null) {
          return null;
        }
      }
    }
    return refusal;
  }
}
