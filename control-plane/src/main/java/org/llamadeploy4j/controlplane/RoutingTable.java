package org.llamadeploy4j.controlplane;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.VersionId;

/**
 * What is live, by name, as it was a moment ago. A name that is not there is looked up in the store
 * before it counts as unknown. Written by the refreshing thread, read by any.
 */
final class RoutingTable {
  private final Messaging messaging;
  private volatile Map<String, Deployment> byName = Map.of();
  private volatile Map<VersionId, EventShapes> events = Map.of();

  RoutingTable(Messaging messaging) {
    this.messaging = messaging;
  }

  /** Reads it anew; called by one thread. */
  void refresh() {
    FleetState fleet = messaging.fleet().read();
    byName = byName(fleet);
    events = events(fleet);
  }

  /** The deployment as far as this process knows; null: it does not know it. */
  @Nullable Deployment known(String name) {
    return byName.get(name);
  }

  /**
   * What runs of a version take from outside. Asks the store when this process does not know it;
   * while no runtime says that it has the version loaded, nobody does.
   */
  EventShapes events(VersionId version) {
    EventShapes known = events.get(version);
    return known != null
        ? known
        : events(messaging.fleet().read()).getOrDefault(version, EventShapes.unknown());
  }

  private static Map<VersionId, EventShapes> events(FleetState fleet) {
    Map<VersionId, EventShapes> events = new HashMap<>();
    for (RuntimeReport runtime : fleet.runtimes()) {
      runtime
          .placements()
          .forEach((version, state) -> {
            if (state instanceof PlacementState.Loaded loaded && loaded.events().known()) {
              events.put(version, loaded.events());
            }
          });
    }
    return events;
  }

  /** The deployment as the store has it now, or what stands in its place. */
  Lookup look(String name) {
    FleetState fleet = messaging.fleet().read();
    Set<String> rolling =
        fleet.rollouts().stream().map(r -> r.deployment().value()).collect(Collectors.toSet());
    return new Lookup(Optional.ofNullable(byName(fleet).get(name)), rolling.contains(name));
  }

  private static Map<String, Deployment> byName(FleetState fleet) {
    Map<String, Deployment> table = new HashMap<>();
    fleet.deployments().forEach((name, deployment) -> table.put(name.value(), deployment));
    return table;
  }

  /**
   * What the store says about a name.
   *
   * @param live what is live under it
   * @param rolling whether it is being deployed
   */
  record Lookup(Optional<Deployment> live, boolean rolling) {}
}
