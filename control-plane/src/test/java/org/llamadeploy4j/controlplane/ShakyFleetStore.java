package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetIdentity;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.LeaderTerm;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.HeldStates;

/**
 * The fleet's state as one control plane of a simulated fleet reaches it: requests and replies get
 * lost, and requests arrive twice. What the store accepts is checked against what is true then.
 */
final class ShakyFleetStore implements FleetStore {
  private static final int REPLY_LOST_ONE_IN = 15;
  private static final int TWICE_ONE_IN = 20;

  private final SimFleet fleet;
  private final ShakyMessaging way;
  private final FleetStore far;

  ShakyFleetStore(SimFleet fleet, ShakyMessaging way) {
    this.fleet = fleet;
    this.way = way;
    this.far = fleet.messaging.fleet();
  }

  private <T> T call(Supplier<T> operation) {
    way.pass();
    if (fleet.chance(TWICE_ONE_IN)) {
      T _ = operation.get();
    }
    T reply = operation.get();
    if (fleet.chance(REPLY_LOST_ONE_IN)) {
      throw ShakyMessaging.noAnswer();
    }
    return reply;
  }

  /** A write of one that leads; what the store accepts must be of the one that it lets lead. */
  private boolean write(LeaderTerm term, Predicate<LeaderTerm> operation) {
    return call(() -> {
      boolean written = operation.test(term(term));
      if (written) {
        fleet.assertLeads(term);
      }
      return written;
    });
  }

  private LeaderTerm term(LeaderTerm expected) {
    return fleet.bug == LeaderBug.WRITES_WITHOUT_TERM
        ? far.lead(far.read().leader(), SimFleet.LEASE).orElse(expected)
        : expected;
  }

  @Override
  public FleetState read() {
    return call(far::read);
  }

  @Override
  public Optional<LeaderTerm> lead(String controlPlane, Duration lease) {
    return call(() -> {
      Optional<LeaderTerm> granted = far.lead(controlPlane, lease);
      granted.ifPresent(fleet::leads);
      return granted;
    });
  }

  @Override
  public void resign(String controlPlane) {
    far.resign(controlPlane);
  }

  @Override
  public boolean finish(LeaderTerm term, RolloutId id, Rollout.State state, String cause) {
    Rollout.State bent =
        fleet.bug == LeaderBug.LIVE_WITHOUT_LOAD && cause.contains("compile")
            ? Rollout.State.LIVE
            : state;
    return write(
        term,
        by -> {
          boolean written = far.finish(by, id, bent, cause);
          if (written && bent == Rollout.State.LIVE) {
            far.rollout(id)
                .orElseThrow()
                .versions()
                .values()
                .forEach(version ->
                    assertThat(fleet.wasLoaded(version.id()))
                        .as(fleet.name("live only when loaded: " + version.id()))
                        .isTrue());
          }
          return written;
        });
  }

  @Override
  public boolean assign(LeaderTerm term, Set<Assignment> assignments) {
    if (fleet.bug == LeaderBug.ASSIGNS_NOTHING_NEW && !far.read().assignments().isEmpty()) {
      return true;
    }
    if (fleet.bug == LeaderBug.FORGETS_WITH_RUNS) {
      far.read()
          .deployments()
          .values()
          .forEach(d -> d.retired().forEach(version -> far.forget(term, d.name(), version.id())));
    }
    return write(term, by -> far.assign(by, assignments));
  }

  @Override
  public boolean hold(
      LeaderTerm term, DeploymentName name, Incarnation incarnation, HeldStates states) {
    return write(term, by -> far.hold(by, name, incarnation, states));
  }

  @Override
  public boolean forget(LeaderTerm term, DeploymentName name, VersionId version) {
    return write(
        term,
        by -> {
          Deployment before = far.read().deployments().get(name);
          boolean written = far.forget(by, name, version);
          if (written && before != null) {
            Shard shard = new Shard(before.incarnation(), 0);
            assertThat(fleet.messaging.runs().unfinished(shard, version))
                .as(fleet.name("no run needs what is forgotten: " + version))
                .isZero();
          }
          return written;
        });
  }

  @Override
  public boolean remove(LeaderTerm term, DeploymentName name, Incarnation incarnation) {
    return write(
        term,
        by -> {
          boolean written = far.remove(by, name, incarnation);
          if (written) {
            assertThat(fleet.hasOpenTasks(incarnation))
                .as(fleet.name("a task is left of what is removed: " + name))
                .isFalse();
          }
          return written;
        });
  }

  @Override
  public BeginReply begin(Rollout rollout, boolean reload) {
    return far.begin(rollout, reload);
  }

  @Override
  public Optional<Rollout> rollout(RolloutId id) {
    return far.rollout(id);
  }

  @Override
  public UndeployReply undeploy(DeploymentName deployment, Deployment.Departure how) {
    return far.undeploy(deployment, how);
  }

  @Override
  public void report(RuntimeReport report, Duration lease) {
    far.report(report, lease);
  }

  @Override
  public void leave(RuntimeId runtime) {
    far.leave(runtime);
  }

  @Override
  public Optional<FleetIdentity> identity() {
    return far.identity();
  }

  @Override
  public FleetIdentity identify(FleetIdentity proposed) {
    return far.identify(proposed);
  }
}
