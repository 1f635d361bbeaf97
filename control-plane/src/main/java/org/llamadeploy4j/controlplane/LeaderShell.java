package org.llamadeploy4j.controlplane;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.llamadeploy4j.controlplane.planner.Plan;
import org.llamadeploy4j.controlplane.planner.Planner;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.LeaderTerm;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.VersionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link LeaderCore} while this control plane leads: keeps the lease, reads the state,
 * writes what the core decides. Owned by the thread that calls {@link #round()}.
 */
final class LeaderShell {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderShell.class);

  private final String id;
  private final Messaging messaging;
  private final ControlPlaneSettings settings;
  private final LongSupplier nanoTime;
  private final Departures departures;
  private Optional<LeaderTerm> term = Optional.empty();
  private long askedAt;
  private LeaderCore core;
  private List<Plan.Refusal> refusals = List.of();
  private Instant refusedSince = Instant.EPOCH;
  private boolean refusalsTold;

  LeaderShell(
      String id, Messaging messaging, ControlPlaneSettings settings, LongSupplier nanoTime) {
    this.id = id;
    this.messaging = messaging;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.departures = new Departures(messaging, settings.shards());
    this.askedAt = nanoTime.getAsLong() - settings.renewEvery().toNanos();
    this.core = newCore();
  }

  /** Renews the lease when it is time, and as the leader brings the fleet one step on. */
  void round() {
    long now = nanoTime.getAsLong();
    if (now - askedAt >= settings.renewEvery().toNanos()) {
      askedAt = now;
      lead();
    }
    if (term.isPresent() && !act(term.get(), Instant.EPOCH.plusNanos(now))) {
      LOG.info("A write as leader of term {} was refused; asking who leads", term.get().number());
      lead();
    }
  }

  private void lead() {
    Optional<LeaderTerm> granted = messaging.fleet().lead(id, settings.lease());
    if (granted.equals(term)) {
      return;
    }
    if (granted.isPresent()) {
      LOG.info("{} leads the fleet, term {}", id, granted.get().number());
    } else {
      LOG.info("{} does not lead the fleet any more", id);
    }
    term = granted;
    core = newCore();
    refusals = List.of();
  }

  private LeaderCore newCore() {
    return new LeaderCore(
        new Planner(settings.replicas()),
        new LeaderCore.Patience(
            settings.rolloutDeadline(), settings.failurePause(), settings.forgetAfter()));
  }

  private boolean act(LeaderTerm leaderTerm, Instant now) {
    FleetState fleet = messaging.fleet().read();
    for (LeaderAction action : core.step(now, fleet, unfinished(fleet))) {
      if (!write(leaderTerm, action)) {
        return false;
      }
    }
    tellRefusals(now);
    return true;
  }

  /**
   * Tells what cannot be placed when it stays so: while a fleet starts, runtimes come one by one.
   */
  private void tellRefusals(Instant now) {
    if (!core.refusals().equals(refusals)) {
      refusals = core.refusals();
      refusedSince = now;
      refusalsTold = false;
    }
    if (!refusalsTold && !now.isBefore(refusedSince.plus(settings.lease()))) {
      refusalsTold = true;
      refusals.forEach(LeaderShell::logRefusal);
    }
  }

  private boolean write(LeaderTerm leaderTerm, LeaderAction action) {
    FleetStore store = messaging.fleet();
    return switch (action) {
      case LeaderAction.Assign(var assignments) -> {
        LOG.info("Assigns {} placements", assignments.size());
        yield store.assign(leaderTerm, assignments);
      }
      case LeaderAction.Finish(var rollout, var state, var cause) -> {
        LOG.info("Rollout {} ends {}{}", rollout, state, cause.isEmpty() ? "" : ": " + cause);
        yield store.finish(leaderTerm, rollout, state, cause);
      }
      case LeaderAction.Hold(var deployment, var incarnation, var states) -> {
        LOG.debug("Sessions of {} may hold {} states", deployment, states.all().size());
        yield store.hold(leaderTerm, deployment, incarnation, states);
      }
      case LeaderAction.Remove(var deployment, var incarnation) -> {
        if (!departures.wipe(incarnation)) {
          yield true; // the next round goes on
        }
        LOG.info("Deployment {} is removed", deployment);
        yield store.remove(leaderTerm, deployment, incarnation);
      }
      case LeaderAction.Forget(var deployment, var version) -> {
        LOG.info("Version {} of {} is forgotten: no run needs it", version, deployment);
        yield store.forget(leaderTerm, deployment, version);
      }
    };
  }

  private LeaderCore.Unfinished unfinished(FleetState fleet) {
    return new LeaderCore.Unfinished(unfinishedOfRetired(fleet), departures.open(fleet));
  }

  private Map<VersionId, Long> unfinishedOfRetired(FleetState fleet) {
    Map<VersionId, Long> counts = new HashMap<>();
    for (Deployment deployment : fleet.deployments().values()) {
      for (ServiceVersion version : deployment.retired()) {
        long runs = 0;
        for (int shard = 0; shard < settings.shards(); shard++) {
          Shard one = new Shard(deployment.incarnation(), shard);
          runs += messaging.runs().unfinished(one, version.id());
        }
        counts.put(version.id(), runs);
      }
    }
    return counts;
  }

  private static void logRefusal(Plan.Refusal refusal) {
    LOG.warn(
        "Service {} of {} is placed too rarely: {}",
        refusal.wanted().version().spec().id(),
        refusal.wanted().deployment(),
        refusal.constraint());
  }

  /** Gives the leadership up, so that a standby need not wait for the lease to lapse. */
  void resign() {
    if (term.isPresent()) {
      messaging.fleet().resign(id);
      term = Optional.empty();
    }
  }
}
