package org.llamadeploy4j.messaging;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.llamadeploy4j.protocol.DeploymentName;

/**
 * The fleet at one moment.
 *
 * @param deployments live ones
 * @param rollouts those that run
 * @param runtimes those whose lease has not lapsed
 * @param assignments what the leader wants
 * @param leader the control plane that leads; empty: none
 */
public record FleetState(
    Map<DeploymentName, Deployment> deployments,
    List<Rollout> rollouts,
    List<RuntimeReport> runtimes,
    Set<Assignment> assignments,
    String leader) {
  /** Copies the collections; deployments in the order of their names, in every process. */
  public FleetState {
    deployments = Collections.unmodifiableMap(new TreeMap<>(deployments));
    rollouts = List.copyOf(rollouts);
    runtimes = List.copyOf(runtimes);
    assignments = Set.copyOf(assignments);
  }
}
