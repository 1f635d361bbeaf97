package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;

/** All that the fleet's keys hold. Guarded by the monitor of its store. */
final class TwinFleet {
  final FleetClock clock;
  final TwinLeadership leadership;
  final Map<DeploymentName, Deployment> deployments = new HashMap<>();
  final Map<DeploymentName, Deployment.Departure> leaving = new HashMap<>();
  final Map<RolloutId, Rollout> rollouts = new HashMap<>();
  final Map<DeploymentName, RolloutId> active = new HashMap<>();
  final Map<RolloutId, Instant> ended = new HashMap<>();
  final Map<RuntimeId, Reported> runtimes = new HashMap<>();
  Set<Assignment> assignments = Set.of();
  @Nullable FleetIdentity identity;

  /** A fleet of nothing. */
  TwinFleet() {
    this(new FleetClock(), new TwinLeadership());
  }

  private TwinFleet(FleetClock clock, TwinLeadership leadership) {
    this.clock = clock;
    this.leadership = leadership;
  }

  /** A report and, in the fleet's time, when its lease lapses. */
  record Reported(RuntimeReport report, long until) {}

  TwinFleet copy() {
    TwinFleet copy = new TwinFleet(clock.copy(), leadership.copy());
    copy.deployments.putAll(deployments);
    copy.leaving.putAll(leaving);
    copy.rollouts.putAll(rollouts);
    copy.active.putAll(active);
    copy.ended.putAll(ended);
    copy.runtimes.putAll(runtimes);
    copy.assignments = assignments;
    copy.identity = identity;
    return copy;
  }
}
