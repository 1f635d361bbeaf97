package org.llamadeploy4j.controlplane;

import java.util.Set;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.HeldStates;

/** What the leader has to write, in order. Each is one fenced change; any may be lost. */
sealed interface LeaderAction {
  /** Sets the placements, whole. */
  record Assign(Set<Assignment> assignments) implements LeaderAction {
    public Assign {
      assignments = Set.copyOf(assignments);
    }
  }

  /** Ends a rollout. */
  record Finish(RolloutId rollout, Rollout.State state, String cause) implements LeaderAction {}

  /** Says what sessions of a deployment may hold. */
  record Hold(DeploymentName deployment, Incarnation incarnation, HeldStates states)
      implements LeaderAction {}

  /** Takes a retired version off a deployment. */
  record Forget(DeploymentName deployment, VersionId version) implements LeaderAction {}

  /** Removes what is left of a deployment that goes, and takes it off. */
  record Remove(DeploymentName deployment, Incarnation incarnation) implements LeaderAction {}
}
