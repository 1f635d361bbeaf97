package org.llamadeploy4j.controlplane;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.states.HeldStates;
import org.llamadeploy4j.protocol.states.StateShape;

/**
 * What sessions may hold, from what is kept of each deployment and from what runtimes say about the
 * versions that their runs are on. Judges by it whether a version may become live. Immutable, pure.
 */
final class SessionStates {
  private final FleetState fleet;
  private final Map<DeploymentName, HeldStates> held = new HashMap<>();

  SessionStates(FleetState fleet) {
    this.fleet = fleet;
    fleet.deployments().forEach((name, deployment) -> held.put(name, held(deployment)));
  }

  /** What live versions leave comes last, so that it stays longest. */
  private HeldStates held(Deployment deployment) {
    HeldStates all = deployment.states();
    Stream<ServiceVersion> versions =
        Stream.concat(deployment.retired().stream(), deployment.live().values().stream());
    for (ServiceVersion version : versions.toList()) {
      all = all.with(version.spec().id(), told(version));
    }
    return all;
  }

  /** What runtimes say about the states of a version; empty where none has it, or none says. */
  private List<StateShape> told(ServiceVersion version) {
    return fleet.runtimes().stream()
        .map(RuntimeReport::placements)
        .map(placements -> placements.get(version.id()))
        .filter(PlacementState.Loaded.class::isInstance)
        .flatMap(loaded -> ((PlacementState.Loaded) loaded).states().stream())
        .distinct()
        .toList();
  }

  /** What is to be kept and is not yet. */
  List<LeaderAction> news() {
    return fleet.deployments().values().stream()
        .map(d -> new LeaderAction.Hold(d.name(), d.incarnation(), held.get(d.name())))
        .filter(hold -> !isKept(hold))
        .map(LeaderAction.class::cast)
        .toList();
  }

  private boolean isKept(LeaderAction.Hold hold) {
    return fleet.deployments().get(hold.deployment()).states().equals(hold.states());
  }

  /**
   * Why a version of a rollout must not become live though it is loaded: it cannot read what
   * sessions hold. One that is live already may, since it does not change what is.
   */
  Optional<String> refusal(Rollout rollout, ServiceVersion version) {
    Deployment before = fleet.deployments().get(rollout.deployment());
    if (before == null
        || !before.incarnation().equals(rollout.incarnation())
        || before.live().containsValue(version)) {
      return Optional.empty();
    }
    String misfits = held.get(rollout.deployment()).misfits(version.spec().id(), told(version));
    return misfits.isEmpty() ? Optional.empty() : Optional.of(misfits);
  }
}
