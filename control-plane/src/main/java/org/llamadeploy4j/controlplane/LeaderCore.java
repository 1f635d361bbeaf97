package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamadeploy4j.controlplane.planner.ClusterState;
import org.llamadeploy4j.controlplane.planner.Plan;
import org.llamadeploy4j.controlplane.planner.Planner;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * What a leader decides. A state machine: fed with the time and the fleet's state, it answers with
 * what to write. All it remembers is since when it has seen rollouts, failed loads and versions out
 * of use; a new leader starts without, at the price of some patience. Owned by one thread.
 */
final class LeaderCore {
  private final Planner planner;
  private final Patience patience;
  private final FailedLoads failedLoads;
  private final Map<RolloutId, Instant> firstSeen = new HashMap<>();
  private final Map<VersionId, Instant> quietSince = new HashMap<>();
  private List<Plan.Refusal> refusals = List.of();

  /** A leader that knows nothing yet. */
  LeaderCore(Planner planner, Patience patience) {
    this.planner = planner;
    this.patience = patience;
    this.failedLoads = new FailedLoads(patience.failure());
  }

  /**
   * How long a leader waits for things.
   *
   * @param rollout how long the versions of a rollout may take to load
   * @param failure how long a runtime that could not load a live version is left alone with it
   * @param forget how long a version must have been out of use before it is forgotten
   */
  record Patience(Duration rollout, Duration failure, Duration forget) {}

  /**
   * Decides.
   *
   * @param now any clock that does not go back; only differences count
   * @param unfinished runs that have not ended
   * @return what to write, in order; empty when all is as it should be
   */
  List<LeaderAction> step(Instant now, FleetState fleet, Unfinished unfinished) {
    remember(now, fleet);
    List<Deployment> emptied =
        fleet.deployments().values().stream().filter(unfinished::isEmptied).toList();
    Demand demand = Demand.of(fleet, emptied, failedLoads);
    Plan plan =
        planner.plan(new ClusterState(demand.wanted(), fleet.runtimes(), fleet.assignments()));
    SessionStates states = new SessionStates(fleet);
    List<LeaderAction> actions = new ArrayList<>(states.news());
    for (Rollout rollout : fleet.rollouts()) {
      outcome(now, rollout, new Standing(fleet, plan, states)).ifPresent(actions::add);
    }
    actions.addAll(forgets(now, fleet, unfinished.versions()));
    actions.addAll(removals(fleet, emptied));
    // Without any runtime nobody listens, and the next that comes may well be the one that went.
    if (!fleet.runtimes().isEmpty() && !plan.assignments().equals(fleet.assignments())) {
      actions.add(new LeaderAction.Assign(plan.assignments()));
    }
    refusals = plan.refusals();
    return actions;
  }

  /**
   * Runs that have not ended.
   *
   * @param versions for each retired version; one that is missing counts as one with runs
   * @param leaving for each deployment that goes, versions or not; one that is missing counts as
   *     one with runs
   */
  record Unfinished(Map<VersionId, Long> versions, Map<DeploymentName, Long> leaving) {
    boolean isEmptied(Deployment deployment) {
      return deployment.departure() != null && leaving.getOrDefault(deployment.name(), 1L) == 0;
    }
  }

  /** What could not be placed at the last step, for the log. */
  List<Plan.Refusal> refusals() {
    return refusals;
  }

  private void remember(Instant now, FleetState fleet) {
    firstSeen.keySet().retainAll(fleet.rollouts().stream().map(Rollout::id).toList());
    fleet.rollouts().forEach(r -> firstSeen.putIfAbsent(r.id(), now));
    failedLoads.note(now, fleet);
    Set<VersionId> quiet =
        fleet.deployments().values().stream()
            .flatMap(d -> d.retired().stream())
            .map(ServiceVersion::id)
            .collect(Collectors.toSet());
    fleet.assignments().stream()
        .filter(Assignment::live)
        .forEach(a -> quiet.remove(a.version().id()));
    fleet.rollouts().stream()
        .flatMap(r -> r.versions().values().stream())
        .forEach(v -> quiet.remove(v.id()));
    quietSince.keySet().retainAll(quiet);
    quiet.forEach(v -> quietSince.putIfAbsent(v, now));
  }

  /**
   * A runtime may claim runs for a version until it has noticed that new tasks go elsewhere, and a
   * run of a forgotten version could never end. So some time passes between the two.
   */
  private List<LeaderAction> forgets(
      Instant now, FleetState fleet, Map<VersionId, Long> unfinished) {
    return fleet.deployments().values().stream()
        .flatMap(d ->
            d.retired().stream()
                .map(ServiceVersion::id)
                .filter(v -> unfinished.getOrDefault(v, 1L) == 0 && quietLongEnough(now, v))
                .sorted()
                .map(v -> (LeaderAction) new LeaderAction.Forget(d.name(), v)))
        .toList();
  }

  /**
   * Once no runtime holds any of its code or is about to: a runtime that does renews its lease
   * there. Without any runtime nobody is told to let go of it, and nobody need be.
   */
  private static List<LeaderAction> removals(FleetState fleet, List<Deployment> emptied) {
    Set<VersionId> held =
        fleet.runtimes().stream()
            .flatMap(runtime -> runtime.placements().keySet().stream())
            .collect(Collectors.toSet());
    return emptied.stream()
        .filter(d -> versions(d).noneMatch(held::contains))
        .filter(d ->
            fleet.runtimes().isEmpty()
                || fleet.assignments().stream()
                    .noneMatch(a -> a.incarnation().equals(d.incarnation())))
        .map(d -> (LeaderAction) new LeaderAction.Remove(d.name(), d.incarnation()))
        .toList();
  }

  private static Stream<VersionId> versions(Deployment deployment) {
    return Stream.concat(deployment.live().values().stream(), deployment.retired().stream())
        .map(ServiceVersion::id);
  }

  private boolean quietLongEnough(Instant now, VersionId version) {
    Instant since = quietSince.get(version);
    return since != null && !now.isBefore(since.plus(patience.forget()));
  }

  /** A failure waits for the other services, so that an author is told all of them at once. */
  private Optional<LeaderAction> outcome(Instant now, Rollout rollout, Standing standing) {
    List<ServiceVersion> versions = List.copyOf(rollout.versions().values());
    List<String> failures =
        versions.stream().flatMap(v -> standing.failure(rollout, v).stream()).toList();
    List<ServiceVersion> open = versions.stream().filter(v -> standing.open(rollout, v)).toList();
    if (failures.isEmpty() && open.isEmpty()) {
      return Optional.of(new LeaderAction.Finish(rollout.id(), Rollout.State.LIVE, ""));
    }
    boolean settled = !failures.isEmpty() && open.stream().noneMatch(standing::placed);
    Instant deadline = firstSeen.getOrDefault(rollout.id(), now).plus(patience.rollout());
    if (!settled && now.isBefore(deadline)) {
      return Optional.empty();
    }
    String cause = failures.isEmpty() ? noRuntime(open, standing) : standing.causes(failures, open);
    return Optional.of(new LeaderAction.Finish(rollout.id(), Rollout.State.FAILED, cause));
  }

  private String noRuntime(List<ServiceVersion> open, Standing standing) {
    String reasons =
        open.stream()
            .map(v -> "service '" + v.spec().id() + "': " + standing.lack(v))
            .collect(Collectors.joining("; "));
    return RolloutCause.noRuntime(reasons + " (after " + seconds(patience.rollout()) + ")");
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
