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
import org.llamadeploy4j.controlplane.planner.ClusterState;
import org.llamadeploy4j.controlplane.planner.Plan;
import org.llamadeploy4j.controlplane.planner.Planner;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.ServiceVersion;
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
   * @param unfinished runs that have not ended, for each retired version; a version that is missing
   *     counts as one with runs
   * @return what to write, in order; empty when all is as it should be
   */
  List<LeaderAction> step(Instant now, FleetState fleet, Map<VersionId, Long> unfinished) {
    remember(now, fleet);
    Demand demand = Demand.of(fleet, failedLoads);
    Plan plan =
        planner.plan(new ClusterState(demand.wanted(), fleet.runtimes(), fleet.assignments()));
    List<LeaderAction> actions = new ArrayList<>();
    for (Rollout rollout : fleet.rollouts()) {
      outcome(now, rollout, new Standing(fleet, plan)).ifPresent(actions::add);
    }
    actions.addAll(forgets(now, fleet, unfinished));
    // Without any runtime nobody listens, and the next that comes may well be the one that went.
    if (!fleet.runtimes().isEmpty() && !plan.assignments().equals(fleet.assignments())) {
      actions.add(new LeaderAction.Assign(plan.assignments()));
    }
    refusals = plan.refusals();
    return actions;
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

  private boolean quietLongEnough(Instant now, VersionId version) {
    Instant since = quietSince.get(version);
    return since != null && !now.isBefore(since.plus(patience.forget()));
  }

  /** A failure waits for the other services, so that an author is told all of them at once. */
  private Optional<LeaderAction> outcome(Instant now, Rollout rollout, Standing standing) {
    List<ServiceVersion> versions = List.copyOf(rollout.versions().values());
    List<String> failures = versions.stream().flatMap(v -> standing.failure(v).stream()).toList();
    List<ServiceVersion> open = versions.stream().filter(standing::open).toList();
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
