package org.llamadeploy4j.controlplane;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamadeploy4j.controlplane.planner.Plan;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;

/**
 * How far versions are with their loading. Only what a runtime says about its present assignments
 * counts: it may still show what became of an earlier one.
 *
 * @param fleet as it is
 * @param plan as it should become
 * @param states what sessions may hold
 */
record Standing(FleetState fleet, Plan plan, SessionStates states) {
  /** Whether a runtime that is to hold the version has it loaded. */
  boolean loaded(ServiceVersion version) {
    return reports(version).anyMatch(PlacementState.Loaded.class::isInstance);
  }

  /**
   * Why the version cannot be loaded, when a runtime that is to hold it says so and no other has
   * it, or when what is loaded cannot read what sessions hold.
   */
  Optional<String> failure(Rollout rollout, ServiceVersion version) {
    Optional<String> cause =
        loaded(version) ? states.refusal(rollout, version) : failedLoad(version);
    return cause.map(c -> "Service '%s' cannot be loaded: %s".formatted(version.spec().id(), c));
  }

  private Optional<String> failedLoad(ServiceVersion version) {
    return reports(version)
        .filter(PlacementState.Failed.class::isInstance)
        .map(s -> ((PlacementState.Failed) s).cause())
        .findFirst();
  }

  /** Whether the version has neither loaded nor failed to load. */
  boolean open(Rollout rollout, ServiceVersion version) {
    return !loaded(version) && failure(rollout, version).isEmpty();
  }

  /** Whether the plan has a runtime for the version. */
  boolean placed(ServiceVersion version) {
    return plan.assignments().stream().anyMatch(a -> a.version().id().equals(version.id()));
  }

  /**
   * Why a rollout fails, a line for each service that is to blame.
   *
   * @param failures the first lines
   * @param open versions that are not known to be broken and have not loaded
   */
  String causes(List<String> failures, List<ServiceVersion> open) {
    Stream<String> others =
        open.stream()
            .map(v -> "Service '%s' is not loaded yet: %s".formatted(v.spec().id(), lack(v)));
    return Stream.concat(failures.stream(), others).collect(Collectors.joining("\n"));
  }

  /** Why no runtime has the version loaded yet, in words for the operator. */
  String lack(ServiceVersion version) {
    return plan.refusalOf(version.id())
        .filter(_ -> !placed(version))
        .orElseGet(() ->
            "a runtime was asked to load it and has not said that it is done"
                + assigned(version)
                    .map(a -> " (runtime " + a.runtime() + ")")
                    .findFirst()
                    .orElse(""));
  }

  private Stream<PlacementState> reports(ServiceVersion version) {
    return assigned(version)
        .flatMap(a -> fleet.runtimes().stream().filter(r -> r.runtime().equals(a.runtime())))
        .map(RuntimeReport::placements)
        .flatMap(p -> Stream.ofNullable(p.get(version.id())));
  }

  private Stream<Assignment> assigned(ServiceVersion version) {
    return fleet.assignments().stream().filter(a -> a.version().id().equals(version.id()));
  }
}
