package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.HeldStates;

/**
 * The fleet in memory: the twin of {@link RedisFleetStore}. Guarded by its monitor.
 *
 * <p>Over 300 lines: a method for each script of the fleet, on one state under one lock.
 */
final class TwinFleetStore implements FleetStore {
  private static final Duration ROLLOUTS_KEPT = Duration.ofHours(1);
  private static final byte[] NO_CONTENT = {};

  private final InstantSource time;
  private final Runnable gate;
  private final Hints hints;
  private final String channel;
  private TwinFleet fleet = new TwinFleet();

  /**
   * Starts empty.
   *
   * @param gate runs before each operation and throws while the store plays dead
   * @param hints told on {@code channel} after every change
   */
  TwinFleetStore(InstantSource time, Runnable gate, Hints hints, String channel) {
    this.time = time;
    this.gate = gate;
    this.hints = hints;
    this.channel = channel;
  }

  /** The fleet as it is now, for {@link #restore}. */
  synchronized TwinFleet save() {
    return fleet.copy();
  }

  /** Goes back to what was saved. */
  synchronized void restore(TwinFleet saved) {
    fleet = saved.copy();
  }

  @Override
  public synchronized FleetState read() {
    gate.run();
    long now = fleetTime();
    return new FleetState(
        departing(),
        fleet.active.values().stream()
            .flatMap(id -> Optional.ofNullable(fleet.rollouts.get(id)).stream())
            .toList(),
        fleet.runtimes.values().stream()
            .filter(runtime -> runtime.until() > now)
            .map(TwinFleet.Reported::report)
            .toList(),
        fleet.assignments,
        fleet.leadership.name(now));
  }

  @Override
  public BeginReply begin(Rollout rollout, boolean reload) {
    BeginReply reply;
    synchronized (this) {
      gate.run();
      if (fleet.rollouts.containsKey(rollout.id())) {
        return BeginReply.STARTED;
      }
      reply = mayBegin(rollout.deployment(), reload);
      if (reply != BeginReply.STARTED) {
        return reply;
      }
      purgeRollouts();
      fleet.rollouts.put(rollout.id(), rollout);
      fleet.active.put(rollout.deployment(), rollout.id());
    }
    tell();
    return reply;
  }

  @Override
  public synchronized Optional<Rollout> rollout(RolloutId id) {
    gate.run();
    return Optional.ofNullable(fleet.rollouts.get(id));
  }

  @Override
  public boolean finish(LeaderTerm expected, RolloutId id, Rollout.State state, String cause) {
    return change(() -> {
      Rollout rollout = fleet.rollouts.get(id);
      if (rollout == null) {
        return false;
      }
      Rollout after = FleetRules.ended(rollout, state, cause);
      if (!leads(expected) || !id.equals(fleet.active.get(rollout.deployment()))) {
        return false;
      }
      purgeRollouts();
      fleet.active.remove(rollout.deployment());
      fleet.rollouts.put(id, after);
      fleet.ended.put(id, now());
      if (state == Rollout.State.LIVE) {
        fleet.deployments.compute(
            rollout.deployment(), (name, before) -> FleetRules.live(rollout, before, now()));
      }
      return true;
    });
  }

  @Override
  public boolean assign(LeaderTerm expected, Set<Assignment> wanted) {
    synchronized (this) {
      gate.run();
      if (!leads(expected)) {
        return false;
      }
      if (fleet.assignments.equals(wanted)) {
        return true;
      }
      fleet.assignments = Set.copyOf(wanted);
    }
    tell();
    return true;
  }

  @Override
  public boolean forget(LeaderTerm expected, DeploymentName name, VersionId version) {
    return replace(expected, name, before -> FleetRules.without(before, version));
  }

  @Override
  public boolean hold(
      LeaderTerm expected, DeploymentName name, Incarnation incarnation, HeldStates states) {
    return replace(expected, name, before -> FleetRules.holding(before, incarnation, states));
  }

  private boolean replace(
      LeaderTerm expected, DeploymentName name, UnaryOperator<Deployment> change) {
    synchronized (this) {
      gate.run();
      if (!leads(expected)) {
        return false;
      }
      Deployment before = fleet.deployments.get(name);
      if (before == null || change.apply(before).equals(before)) {
        return true;
      }
      fleet.deployments.put(name, change.apply(before));
    }
    tell();
    return true;
  }

  private Map<DeploymentName, Deployment> departing() {
    Map<DeploymentName, Deployment> all = new HashMap<>(fleet.deployments);
    all.replaceAll((name, deployment) -> deployment.leaving(fleet.leaving.get(name)));
    return all;
  }

  @Override
  public UndeployReply undeploy(DeploymentName name, Deployment.Departure how) {
    synchronized (this) {
      gate.run();
      if (!fleet.deployments.containsKey(name)) {
        return UndeployReply.UNKNOWN;
      }
      if (fleet.active.containsKey(name)) {
        return UndeployReply.BUSY;
      }
      Deployment.Departure present = fleet.leaving.get(name);
      if (present == how || present == Deployment.Departure.CANCEL) {
        return UndeployReply.LEAVING;
      }
      fleet.leaving.put(name, how);
    }
    tell();
    return UndeployReply.LEAVING;
  }

  @Override
  public boolean remove(LeaderTerm expected, DeploymentName name, Incarnation incarnation) {
    synchronized (this) {
      gate.run();
      if (!leads(expected)) {
        return false;
      }
      Deployment present = fleet.deployments.get(name);
      if (present == null
          || !present.incarnation().equals(incarnation)
          || fleet.leaving.remove(name) == null) {
        return true;
      }
      fleet.deployments.remove(name);
    }
    tell();
    return true;
  }

  @Override
  public void report(RuntimeReport report, Duration lease) {
    change(() -> {
      long now = fleetTime();
      boolean news = fleet.runtimes.values().removeIf(runtime -> runtime.until() <= now);
      TwinFleet.Reported before =
          fleet.runtimes.put(
              report.runtime(), new TwinFleet.Reported(report, now + lease.toMillis()));
      return news || before == null || !before.report().equals(report);
    });
  }

  @Override
  public void leave(RuntimeId runtime) {
    change(() -> fleet.runtimes.remove(runtime) != null);
  }

  @Override
  public Optional<LeaderTerm> lead(String controlPlane, Duration lease) {
    Optional<LeaderTerm> term;
    synchronized (this) {
      gate.run();
      long now = fleetTime();
      purgeRollouts();
      boolean kept = fleet.leadership.isOf(controlPlane);
      term = fleet.leadership.lead(controlPlane, lease, now, time.millis());
      if (kept || term.isEmpty()) {
        return term;
      }
    }
    tell();
    return term;
  }

  @Override
  public void resign(String controlPlane) {
    change(() -> fleet.leadership.resign(controlPlane));
  }

  @Override
  public synchronized Optional<FleetIdentity> identity() {
    gate.run();
    return Optional.ofNullable(fleet.identity);
  }

  @Override
  public synchronized FleetIdentity identify(FleetIdentity proposed) {
    gate.run();
    fleet.identity = fleet.identity == null ? proposed : fleet.identity;
    return fleet.identity;
  }

  private boolean change(BooleanSupplier step) {
    boolean changed;
    synchronized (this) {
      gate.run();
      changed = step.getAsBoolean();
    }
    if (changed) {
      tell();
    }
    return changed;
  }

  private void tell() {
    hints.publish(channel, NO_CONTENT);
  }

  private BeginReply mayBegin(DeploymentName name, boolean reload) {
    if (fleet.leaving.containsKey(name)) {
      return BeginReply.LEAVING;
    }
    boolean exists = fleet.deployments.containsKey(name);
    if (exists && !reload) {
      return BeginReply.NAME_TAKEN;
    }
    if (fleet.active.containsKey(name)) {
      return BeginReply.BUSY;
    }
    return reload && !exists ? BeginReply.UNKNOWN : BeginReply.STARTED;
  }

  private boolean leads(LeaderTerm expected) {
    return fleet.leadership.leads(expected, fleetTime());
  }

  private void purgeRollouts() {
    Instant kept = now().minus(ROLLOUTS_KEPT);
    List<RolloutId> old =
        fleet.ended.entrySet().stream()
            .filter(entry -> !entry.getValue().isAfter(kept))
            .map(Map.Entry::getKey)
            .toList();
    old.forEach(fleet.rollouts::remove);
    old.forEach(fleet.ended::remove);
  }

  /** As fine as Redis counts. */
  private Instant now() {
    return Instant.ofEpochMilli(time.millis());
  }

  private long fleetTime() {
    return fleet.clock.at(time.millis());
  }
}
