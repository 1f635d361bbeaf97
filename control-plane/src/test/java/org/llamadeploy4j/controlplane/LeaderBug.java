package org.llamadeploy4j.controlplane;

import java.time.Duration;

/** What is wrong with the control planes of a simulated fleet. */
enum LeaderBug {
  /** Nothing. */
  NONE,
  /** A retired version is forgotten as soon as no run of it is open. */
  FORGETS_AT_ONCE,
  /** Retired versions are forgotten, runs or not, whenever placements change. */
  FORGETS_WITH_RUNS,
  /** Writes of one that does not lead any more are let through. */
  WRITES_WITHOUT_TERM,
  /** A rollout is made live although none could load it. */
  LIVE_WITHOUT_LOAD,
  /** Changes of placements never reach the store. */
  ASSIGNS_NOTHING_NEW;

  /** The settings, with what is wrong with them. */
  ControlPlaneSettings in(ControlPlaneSettings right) {
    return this == FORGETS_AT_ONCE
        ? new ControlPlaneSettings(
            right.lease(),
            right.renewEvery(),
            right.rolloutDeadline(),
            right.failurePause(),
            Duration.ZERO,
            right.replicas(),
            right.keySweep(),
            right.shards())
        : right;
  }
}
