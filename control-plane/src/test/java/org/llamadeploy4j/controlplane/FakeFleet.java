package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

/** The fleet's state in memory, as plain as the contract allows. For one thread. */
final class FakeFleet implements FleetStore {
  private final InstantSource clock;
  private final Map<DeploymentName, Deployment> deployments = new HashMap<>();
  private final Map<RolloutId, Rollout> rollouts = new LinkedHashMap<>();
  private final Map<RuntimeId, Leased> runtimes = new LinkedHashMap<>();
  private Set<Assignment> assignments = Set.of();
  private String leader = "";
  private Instant leaderUntil = Instant.MIN;
  private long term;

  FakeFleet(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public FleetState read() {
    runtimes.values().removeIf(r -> !clock.instant().isBefore(r.until()));
    List<Rollout> running =
        rollouts.values().stream().filter(r -> r.state() == Rollout.State.PENDING).toList();
    List<RuntimeReport> alive = runtimes.values().stream().map(Leased::report).toList();
    return new FleetState(deployments, running, alive, assignments, leader());
  }

  private String leader() {
    return clock.instant().isBefore(leaderUntil) ? leader : "";
  }

  @Override
  public BeginReply begin(Rollout rollout, boolean reload) {
    boolean exists = deployments.containsKey(rollout.deployment());
    if (exists != reload) {
      return exists ? BeginReply.NAME_TAKEN : BeginReply.UNKNOWN;
    }
    if (read().rollouts().stream().anyMatch(r -> r.deployment().equals(rollout.deployment()))) {
      return BeginReply.BUSY;
    }
    rollouts.put(rollout.id(), rollout);
    return BeginReply.STARTED;
  }

  @Override
  public Optional<Rollout> rollout(RolloutId id) {
    return Optional.ofNullable(rollouts.get(id));
  }

  @Override
  public boolean finish(long byTerm, RolloutId id, Rollout.State state, String cause) {
    Rollout r = rollouts.get(id);
    if (!leads(byTerm) || r == null || r.state() != Rollout.State.PENDING) {
      return false;
    }
    rollouts.put(
        id,
        new Rollout(
            id,
            r.deployment(),
            r.incarnation(),
            r.defaultService(),
            r.versions(),
            state,
            cause,
            r.startedAt()));
    if (state == Rollout.State.LIVE) {
      makeLive(r);
    }
    return true;
  }

  private void makeLive(Rollout r) {
    Set<ServiceVersion> retired = new HashSet<>();
    Deployment before = deployments.get(r.deployment());
    if (before != null) {
      retired.addAll(before.retired());
      retired.addAll(before.live().values());
      retired.removeAll(r.versions().values());
    }
    deployments.put(
        r.deployment(),
        new Deployment(
            r.deployment(),
            r.incarnation(),
            r.defaultService(),
            r.versions(),
            retired,
            clock.instant()));
  }

  @Override
  public boolean assign(long byTerm, Set<Assignment> wanted) {
    if (!leads(byTerm)) {
      return false;
    }
    assignments = Set.copyOf(wanted);
    return true;
  }

  @Override
  public boolean forget(long byTerm, DeploymentName name, VersionId version) {
    Deployment d = deployments.get(name);
    if (!leads(byTerm) || d == null) {
      return false;
    }
    Set<ServiceVersion> retired = new HashSet<>(d.retired());
    retired.removeIf(v -> v.id().equals(version));
    deployments.put(
        name,
        new Deployment(name, d.incarnation(), d.defaultService(), d.live(), retired, d.since()));
    return true;
  }

  private boolean leads(long byTerm) {
    return byTerm == term && clock.instant().isBefore(leaderUntil);
  }

  @Override
  public void report(RuntimeReport report, Duration lease) {
    runtimes.put(report.runtime(), new Leased(report, clock.instant().plus(lease)));
  }

  @Override
  public void leave(RuntimeId runtime) {
    runtimes.remove(runtime);
  }

  @Override
  public OptionalLong lead(String controlPlane, Duration lease) {
    if (!leader().isEmpty() && !leader().equals(controlPlane)) {
      return OptionalLong.empty();
    }
    if (!leader().equals(controlPlane)) {
      term++;
    }
    leader = controlPlane;
    leaderUntil = clock.instant().plus(lease);
    return OptionalLong.of(term);
  }

  @Override
  public void resign(String controlPlane) {
    if (leader().equals(controlPlane)) {
      leaderUntil = Instant.MIN;
    }
  }

  private record Leased(RuntimeReport report, Instant until) {}
}
