package org.llamadeploy4j.controlplane;

import java.util.Optional;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Deployment.Departure;
import org.llamadeploy4j.messaging.FleetStore.UndeployReply;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.InvalidIdException;

/**
 * Has deployments go, and tells how far they are. The leader does the work, so it goes on whether
 * or not somebody waits for it. Immutable; calls block, up to the wait of the settings.
 */
public final class Undeployment {
  private final Messaging messaging;
  private final DeploymentsSettings settings;
  private final int shards;

  /**
   * Undeploys on this fleet.
   *
   * @param shards how many shards each deployment has
   */
  public Undeployment(Messaging messaging, DeploymentsSettings settings, int shards) {
    this.messaging = messaging;
    this.settings = settings;
    this.shards = shards;
  }

  /**
   * What became of it.
   *
   * @param removed whether nothing of the deployment is left
   * @param unfinished how many of its tasks have not ended; it goes when they have
   */
  public record Progress(boolean removed, long unfinished) {}

  /**
   * Lets a deployment take no more tasks, and waits until it is gone. It goes by itself once its
   * last task has ended.
   *
   * @param now whether tasks that have not ended are cancelled
   * @throws ControlPlaneException NOT_FOUND: there is no such deployment; CONFLICT: it is being
   *     deployed
   * @throws InterruptedException when interrupted while waiting; it goes on
   */
  public Progress undeploy(String name, boolean now) throws InterruptedException {
    DeploymentName deployment = name(name);
    Departure how = now ? Departure.CANCEL : Departure.DRAIN;
    Doorbell bell = new Doorbell();
    try (Subscription _ = messaging.signals().onFleetChange(bell::ring)) {
      Deployment going = begin(deployment, how);
      return await(going, bell);
    }
  }

  private static DeploymentName name(String text) {
    try {
      return new DeploymentName(text);
    } catch (InvalidIdException e) {
      throw notFound();
    }
  }

  private Deployment begin(DeploymentName name, Departure how) {
    Deployment present = messaging.fleet().read().deployments().get(name);
    if (present == null) {
      throw notFound();
    }
    UndeployReply reply = messaging.fleet().undeploy(name, how);
    return switch (reply) {
      case LEAVING -> present;
      case UNKNOWN -> throw notFound();
      case BUSY ->
          throw new ControlPlaneException(
              ErrorCode.CONFLICT,
              "Deployment '%s' is being deployed; undeploy it when that has ended".formatted(name));
    };
  }

  private Progress await(Deployment going, Doorbell bell) throws InterruptedException {
    long start = System.nanoTime();
    while (!isGone(going)) {
      var left = settings.outcomeWait().minusNanos(System.nanoTime() - start);
      if (!left.isPositive()) {
        return new Progress(false, unfinished(going));
      }
      bell.await(left.compareTo(settings.sweep()) < 0 ? left : settings.sweep());
    }
    return new Progress(true, 0);
  }

  /** A store that is away for a moment does not end the wait: what is to go is stored. */
  private boolean isGone(Deployment going) {
    try {
      return Optional.ofNullable(messaging.fleet().read().deployments().get(going.name()))
          .filter(present -> present.incarnation().equals(going.incarnation()))
          .isEmpty();
    } catch (MessagingUnavailableException _) {
      return false;
    }
  }

  private long unfinished(Deployment going) {
    return new Shards(going.incarnation(), shards)
        .all().stream().mapToLong(messaging.shardEnds()::close).sum();
  }

  private static ControlPlaneException notFound() {
    return new ControlPlaneException(ErrorCode.NOT_FOUND, "Deployment not found");
  }
}
