package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.HeldStates;

/**
 * Desired and observed state of the fleet. Desired state is written by the leader alone, fenced by
 * its term; runtimes write what they observe about themselves.
 *
 * <p>All methods throw {@link MessagingUnavailableException} when the store does not answer.
 */
public interface FleetStore {
  /** Everything, read in one step. */
  FleetState read();

  /**
   * Asks for new versions of a deployment; the name is reserved until the rollout ends.
   *
   * @param reload whether the deployment must exist (true) or must not (false)
   */
  BeginReply begin(Rollout rollout, boolean reload);

  /** The rollout, running or ended within the last hour. */
  Optional<Rollout> rollout(RolloutId id);

  /**
   * Ends a rollout: LIVE makes its versions the deployment's live ones, FAILED changes nothing that
   * is live.
   *
   * @return false when the term is not the leader's any more or the rollout has ended already
   */
  boolean finish(LeaderTerm term, RolloutId rollout, Rollout.State state, String cause);

  /**
   * Sets the placements the leader wants, whole.
   *
   * @return false when the term is not the leader's any more
   */
  boolean assign(LeaderTerm term, Set<Assignment> assignments);

  /**
   * Takes a retired version off a deployment: no run needs it any more.
   *
   * @return false when the term is not the leader's any more
   */
  boolean forget(LeaderTerm term, DeploymentName deployment, VersionId version);

  /**
   * Says what sessions of a deployment may hold from now on, whole. Nothing happens where there is
   * no such deployment, or none of this incarnation any more.
   *
   * @return false when the term is not the leader's any more
   */
  boolean hold(
      LeaderTerm term, DeploymentName deployment, Incarnation incarnation, HeldStates states);

  /**
   * Has a deployment go: it takes no new task from now on, and no new version. One that drains may
   * be told to cancel, not the other way round.
   */
  UndeployReply undeploy(DeploymentName deployment, Deployment.Departure how);

  /**
   * Takes a deployment off that was to go, and of which nothing is left.
   *
   * @return false when the term is not the leader's any more
   */
  boolean remove(LeaderTerm term, DeploymentName deployment, Incarnation incarnation);

  /** A runtime tells that it lives, what it can hold and what became of its assignments. */
  void report(RuntimeReport report, Duration lease);

  /** A runtime leaves for good. */
  void leave(RuntimeId runtime);

  /**
   * Takes or keeps the leadership for a time.
   *
   * @return the term, with a larger number at each change of leader; empty when somebody else leads
   */
  Optional<LeaderTerm> lead(String controlPlane, Duration lease);

  /** Gives the leadership up, if it is this one's. */
  void resign(String controlPlane);

  /** Whose namespace this is; empty: nobody's yet. */
  Optional<FleetIdentity> identity();

  /** Makes the namespace a fleet's if it is nobody's, and says whose it is. */
  FleetIdentity identify(FleetIdentity proposed);

  /** What became of {@link #begin}. */
  enum BeginReply {
    /** The rollout runs. */
    STARTED,
    /** A deployment of that name exists. */
    NAME_TAKEN,
    /** No deployment of that name exists. */
    UNKNOWN,
    /** Another rollout of that name runs. */
    BUSY,
    /** The deployment of that name is going. */
    LEAVING
  }

  /** What became of {@link #undeploy}. */
  enum UndeployReply {
    /** It is going. */
    LEAVING,
    /** No deployment of that name exists. */
    UNKNOWN,
    /** A rollout of that name runs. */
    BUSY
  }
}
