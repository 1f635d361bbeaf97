package org.llamadeploy4j.controlplane;

import java.time.Duration;

/**
 * How a control plane behaves.
 *
 * @param lease how long a leader leads without renewing
 * @param renewEvery how often it renews, and how often a standby tries to take over; also the slow
 *     sweep of the fleet's state
 * @param rolloutDeadline how long the versions of a rollout may take to load; shorter than what a
 *     deploying client waits, so that it learns the cause
 * @param failurePause how long a runtime that could not load a live version is left alone with it
 * @param forgetAfter how long a version must have been out of use before it is forgotten
 * @param replicas how many runtimes hold each live version, where there are so many
 * @param keySweep how often idempotency keys of tasks that have ended are looked for
 * @param shards how many shards a deployment has; the same in every process of a fleet
 */
public record ControlPlaneSettings(
    Duration lease,
    Duration renewEvery,
    Duration rolloutDeadline,
    Duration failurePause,
    Duration forgetAfter,
    int replicas,
    Duration keySweep,
    int shards) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when one makes no sense
   */
  public ControlPlaneSettings {
    if (renewEvery.isZero() || renewEvery.isNegative()) {
      throw new IllegalArgumentException("renewEvery must be positive, not " + renewEvery);
    }
    if (lease.compareTo(renewEvery.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "lease must be at least twice renewEvery (%s), not %s".formatted(renewEvery, lease));
    }
    if (replicas < 1 || shards < 1) {
      throw new IllegalArgumentException("replicas and shards must be at least 1");
    }
  }

  /** What a fleet runs with unless told otherwise. */
  public static ControlPlaneSettings defaults() {
    return new ControlPlaneSettings(
        Duration.ofSeconds(3),
        Duration.ofSeconds(1),
        Duration.ofSeconds(25),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        2,
        Duration.ofSeconds(5),
        1);
  }

  /** The same with another deadline for rollouts. */
  public ControlPlaneSettings withRolloutDeadline(Duration deadline) {
    return new ControlPlaneSettings(
        lease, renewEvery, deadline, failurePause, forgetAfter, replicas, keySweep, shards);
  }

  /** The same with another number of runtimes for each live version. */
  public ControlPlaneSettings withReplicas(int number) {
    return new ControlPlaneSettings(
        lease, renewEvery, rolloutDeadline, failurePause, forgetAfter, number, keySweep, shards);
  }
}
