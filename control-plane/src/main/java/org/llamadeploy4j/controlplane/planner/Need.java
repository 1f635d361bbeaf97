package org.llamadeploy4j.controlplane.planner;

/** Why a version should be on a runtime, most important first. */
public enum Need {
  /** New tasks go to it. */
  LIVE,
  /** It was live and has runs that have not ended. */
  DRAINING,
  /** A rollout wants to make it live. */
  CANDIDATE
}
