package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.HeldStates;

/** What changes of the fleet's state mean for its records, whoever stores them. Pure. */
final class FleetRules {
  private FleetRules() {}

  /** The rollout after its end. */
  static Rollout ended(Rollout rollout, Rollout.State state, String cause) {
    if (state == Rollout.State.PENDING) {
      throw new IllegalArgumentException("a rollout cannot end as " + state);
    }
    return new Rollout(
        rollout.id(),
        rollout.deployment(),
        rollout.incarnation(),
        rollout.defaultService(),
        rollout.versions(),
        state,
        cause,
        rollout.startedAt(),
        rollout.rules());
  }

  /**
   * The deployment once the rollout's versions are live: those they replace are retired, and one
   * that comes back is retired no more. What its sessions hold stays, as long as it lives.
   */
  static Deployment live(Rollout rollout, @Nullable Deployment before, Instant since) {
    Set<ServiceVersion> retired = new HashSet<>();
    if (before != null) {
      retired.addAll(before.retired());
      retired.addAll(before.live().values());
      retired.removeAll(rollout.versions().values());
    }
    return new Deployment(
        rollout.deployment(),
        rollout.incarnation(),
        rollout.defaultService(),
        rollout.versions(),
        retired,
        since,
        rollout.rules(),
        null,
        before != null && before.incarnation().equals(rollout.incarnation())
            ? before.states()
            : HeldStates.none());
  }

  /** The deployment without one of its retired versions; the same when it has none such. */
  static Deployment without(Deployment deployment, VersionId version) {
    Set<ServiceVersion> retired = new HashSet<>(deployment.retired());
    retired.removeIf(candidate -> candidate.id().equals(version));
    return new Deployment(
        deployment.name(),
        deployment.incarnation(),
        deployment.defaultService(),
        deployment.live(),
        retired,
        deployment.since(),
        deployment.rules(),
        deployment.departure(),
        deployment.states());
  }

  /** The deployment with other states in its sessions; the same when it is of another life. */
  static Deployment holding(Deployment deployment, Incarnation incarnation, HeldStates states) {
    return deployment.incarnation().equals(incarnation) ? deployment.holding(states) : deployment;
  }
}
