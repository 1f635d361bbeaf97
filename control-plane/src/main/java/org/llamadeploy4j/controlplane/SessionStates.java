package org.llamadeploy4j.controlplane;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.states.HeldStates;
import org.llamadeploy4j.protocol.states.StateShape;

/**
 * What sessions may hold, from what is kept of each deployment and from what runtimes say about the
 * versions that their runs are on. Judges by it whether a version may become live. Immutable, pure.
 */
record SessionStates(FleetState fleet) {
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
    List<LeaderAction> news = new ArrayList<>();
    for (Deployment deployment : fleet.deployments().values()) {
      HeldStates held = held(deployment);
      if (!held.equals(deployment.states())) {
        news.add(new LeaderAction.Hold(deployment.name(), deployment.incarnation(), held));
      }
    }
    return news;
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
    String misfits = held(before).misfits(version.spec().id(), told(version));
    return misfits.isEmpty() ? Optional.empty() : Optional.of(misfits);
  }
}
