package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

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
  private final FleetClock clock = new FleetClock();
  private final Map<DeploymentName, Deployment> deployments = new HashMap<>();
  private final Map<DeploymentName, Deployment.Departure> leaving = new HashMap<>();
  private final Map<RolloutId, Rollout> rollouts = new HashMap<>();
  private final Map<DeploymentName, RolloutId> active = new HashMap<>();
  private final Map<RolloutId, Instant> ended = new HashMap<>();
  private final Map<RuntimeId, Reported> runtimes = new HashMap<>();
  private Set<Assignment> assignments = Set.of();
  private @Nullable FleetIdentity identity;
  private final TwinLeadership leadership = new TwinLeadership();

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

  /** A report and, in the fleet's time, when its lease lapses. */
  private record Reported(RuntimeReport report, long until) {}

  @Override
  public synchronized FleetState read() {
    gate.run();
    long now = fleetTime();
    return new FleetState(
        departing(),
        active.values().stream()
            .flatMap(id -> Optional.ofNullable(rollouts.get(id)).stream())
            .toList(),
        runtimes.values().stream()
            .filter(runtime -> runtime.until() > now)
            .map(Reported::report)
            .toList(),
        assignments,
        leadership.name(now));
  }

  @Override
  public BeginReply begin(Rollout rollout, boolean reload) {
    BeginReply reply;
    synchronized (this) {
      gate.run();
      if (rollouts.containsKey(rollout.id())) {
        return BeginReply.STARTED;
      }
      reply = mayBegin(rollout.deployment(), reload);
      if (reply != BeginReply.STARTED) {
        return reply;
      }
      purgeRollouts();
      rollouts.put(rollout.id(), rollout);
      active.put(rollout.deployment(), rollout.id());
    }
    tell();
    return reply;
  }

  @Override
  public synchronized Optional<Rollout> rollout(RolloutId id) {
    gate.run();
    return Optional.ofNullable(rollouts.get(id));
  }

  @Override
  public boolean finish(long expected, RolloutId id, Rollout.State state, String cause) {
    return change(() -> {
      Rollout rollout = rollouts.get(id);
      if (rollout == null) {
        return false;
      }
      Rollout after = FleetRules.ended(rollout, state, cause);
      if (!leads(expected) || !id.equals(active.get(rollout.deployment()))) {
        return false;
      }
      purgeRollouts();
      active.remove(rollout.deployment());
      rollouts.put(id, after);
      ended.put(id, now());
      if (state == Rollout.State.LIVE) {
        deployments.compute(
            rollout.deployment(), (name, before) -> FleetRules.live(rollout, before, now()));
      }
      return true;
    });
  }

  @Override
  public boolean assign(long expected, Set<Assignment> wanted) {
    synchronized (this) {
      gate.run();
      if (!leads(expected)) {
        return false;
      }
      if (assignments.equals(wanted)) {
        return true;
      }
      assignments = Set.copyOf(wanted);
    }
    tell();
    return true;
  }

  @Override
  public boolean forget(long expected, DeploymentName name, VersionId version) {
    synchronized (this) {
      gate.run();
      if (!leads(expected)) {
        return false;
      }
      Deployment before = deployments.get(name);
      if (before == null || FleetRules.without(before, version).equals(before)) {
        return true;
      }
      deployments.put(name, FleetRules.without(before, version));
    }
    tell();
    return true;
  }

  private Map<DeploymentName, Deployment> departing() {
    Map<DeploymentName, Deployment> all = new HashMap<>(deployments);
    all.replaceAll((name, deployment) -> deployment.leaving(leaving.get(name)));
    return all;
  }

  @Override
  public UndeployReply undeploy(DeploymentName name, Deployment.Departure how) {
    synchronized (this) {
      gate.run();
      if (!deployments.containsKey(name)) {
        return UndeployReply.UNKNOWN;
      }
      if (active.containsKey(name)) {
        return UndeployReply.BUSY;
      }
      Deployment.Departure present = leaving.get(name);
      if (present == how || present == Deployment.Departure.CANCEL) {
        return UndeployReply.LEAVING;
      }
      leaving.put(name, how);
    }
    tell();
    return UndeployReply.LEAVING;
  }

  @Override
  public boolean remove(long expected, DeploymentName name, Incarnation incarnation) {
    synchronized (this) {
      gate.run();
      if (!leads(expected)) {
        return false;
      }
      Deployment present = deployments.get(name);
      if (present == null
          || !present.incarnation().equals(incarnation)
          || leaving.remove(name) == null) {
        return true;
      }
      deployments.remove(name);
    }
    tell();
    return true;
  }

  @Override
  public void report(RuntimeReport report, Duration lease) {
    change(() -> {
      long now = fleetTime();
      boolean news = runtimes.values().removeIf(runtime -> runtime.until() <= now);
      Reported before =
          runtimes.put(report.runtime(), new Reported(report, now + lease.toMillis()));
      return news || before == null || !before.report().equals(report);
    });
  }

  @Override
  public void leave(RuntimeId runtime) {
    change(() -> runtimes.remove(runtime) != null);
  }

  @Override
  public OptionalLong lead(String controlPlane, Duration lease) {
    OptionalLong term;
    synchronized (this) {
      gate.run();
      long now = fleetTime();
      purgeRollouts();
      boolean kept = leadership.isOf(controlPlane);
      term = leadership.lead(controlPlane, lease, now, time.millis());
      if (kept || term.isEmpty()) {
        return term;
      }
    }
    tell();
    return term;
  }

  @Override
  public void resign(String controlPlane) {
    change(() -> leadership.resign(controlPlane));
  }

  @Override
  public synchronized Optional<FleetIdentity> identity() {
    gate.run();
    return Optional.ofNullable(identity);
  }

  @Override
  public synchronized FleetIdentity identify(FleetIdentity proposed) {
    gate.run();
    identity = identity == null ? proposed : identity;
    return identity;
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
    if (leaving.containsKey(name)) {
      return BeginReply.LEAVING;
    }
    boolean exists = deployments.containsKey(name);
    if (exists && !reload) {
      return BeginReply.NAME_TAKEN;
    }
    if (active.containsKey(name)) {
      return BeginReply.BUSY;
    }
    return reload && !exists ? BeginReply.UNKNOWN : BeginReply.STARTED;
  }

  private boolean leads(long expected) {
    return leadership.leads(expected, fleetTime());
  }

  private void purgeRollouts() {
    Instant kept = now().minus(ROLLOUTS_KEPT);
    List<RolloutId> old =
        ended.entrySet().stream()
            .filter(entry -> !entry.getValue().isAfter(kept))
            .map(Map.Entry::getKey)
            .toList();
    old.forEach(rollouts::remove);
    old.forEach(ended::remove);
  }

  /** As fine as Redis counts. */
  private Instant now() {
    return Instant.ofEpochMilli(time.millis());
  }

  private long fleetTime() {
    return clock.at(time.millis());
  }
}
