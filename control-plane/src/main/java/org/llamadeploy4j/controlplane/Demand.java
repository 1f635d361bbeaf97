package org.llamadeploy4j.controlplane;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.llamadeploy4j.controlplane.planner.Need;
import org.llamadeploy4j.controlplane.planner.Wanted;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

/** Collects the versions that should be on runtimes. One use, one thread. */
final class Demand {
  private final FleetState fleet;
  private final FailedLoads failedLoads;
  private final Map<VersionId, Wanted> wanted = new LinkedHashMap<>();

  private Demand(FleetState fleet, FailedLoads failedLoads) {
    this.fleet = fleet;
    this.failedLoads = failedLoads;
  }

  /**
   * Collects.
   *
   * @param emptied deployments that go and have no open task
   */
  static Demand of(FleetState fleet, List<Deployment> emptied, FailedLoads failedLoads) {
    Demand demand = new Demand(fleet, failedLoads);
    List<Deployment> needed = new ArrayList<>(fleet.deployments().values());
    needed.removeAll(emptied);
    needed.forEach(demand::addLive);
    needed.forEach(demand::addRetired);
    fleet.rollouts().forEach(demand::addCandidates);
    return demand;
  }

  List<Wanted> wanted() {
    return List.copyOf(wanted.values());
  }

  private void addLive(Deployment d) {
    for (ServiceVersion v : d.live().values()) {
      add(d.name(), d.incarnation(), v, Need.LIVE, failedLoads.of(v.id()));
    }
  }

  private void addRetired(Deployment d) {
    for (ServiceVersion v : d.retired()) {
      add(d.name(), d.incarnation(), v, Need.DRAINING, failedLoads.of(v.id()));
    }
  }

  private void addCandidates(Rollout r) {
    for (ServiceVersion v : r.versions().values()) {
      add(r.deployment(), r.incarnation(), v, Need.CANDIDATE, stillFailed(v.id()));
    }
  }

  /** The first need counts: what is live stays live while a rollout wants it as well. */
  private void add(
      DeploymentName name,
      Incarnation life,
      ServiceVersion v,
      Need need,
      Map<RuntimeId, String> avoid) {
    wanted.putIfAbsent(v.id(), new Wanted(name, life, v, need, Map.of(), avoid));
  }

  /**
   * Runtimes that still show a failed load of this version from an earlier rollout. They get it
   * again once they have dropped it; otherwise the old failure would be taken for a new one.
   */
  private Map<RuntimeId, String> stillFailed(VersionId version) {
    Set<RuntimeId> assigned =
        fleet.assignments().stream()
            .filter(a -> a.version().id().equals(version))
            .map(Assignment::runtime)
            .collect(Collectors.toSet());
    return fleet.runtimes().stream()
        .filter(r -> r.placements().get(version) instanceof PlacementState.Failed)
        .map(RuntimeReport::runtime)
        .filter(r -> !assigned.contains(r))
        .collect(Collectors.toMap(r -> r, _ -> "has not dropped an earlier failed load of it yet"));
  }
}
