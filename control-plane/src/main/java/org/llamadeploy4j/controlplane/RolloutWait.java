package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.Optional;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.RolloutId;

/** Waits for the end of one rollout: listens first, then reads. Owned by the thread that waits. */
final class RolloutWait implements AutoCloseable {
  private final Messaging messaging;
  private final DeploymentsSettings settings;
  private final RolloutId id;
  private final Doorbell bell = new Doorbell();
  private final Subscription subscription;

  RolloutWait(Messaging messaging, DeploymentsSettings settings, RolloutId id) {
    this.messaging = messaging;
    this.settings = settings;
    this.id = id;
    this.subscription = messaging.signals().onFleetChange(bell::ring);
  }

  /**
   * The rollout once it has ended.
   *
   * @throws ControlPlaneException UNAVAILABLE when it has not ended in time; it goes on
   */
  Rollout await() throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Optional<Rollout> ended = look().filter(r -> r.state() != Rollout.State.PENDING);
      if (ended.isPresent()) {
        return ended.get();
      }
      Duration left = settings.outcomeWait().minusNanos(System.nanoTime() - start);
      if (!left.isPositive()) {
        throw new ControlPlaneException(ErrorCode.UNAVAILABLE, tooLate());
      }
      bell.await(left.compareTo(settings.sweep()) < 0 ? left : settings.sweep());
    }
  }

  /** A store that is away for a moment does not end the wait: the rollout is stored. */
  private Optional<Rollout> look() {
    try {
      return messaging.fleet().rollout(id);
    } catch (MessagingUnavailableException _) {
      return Optional.empty();
    }
  }

  private String tooLate() {
    String leader;
    try {
      leader = messaging.fleet().read().leader();
    } catch (MessagingUnavailableException e) {
      return "The store went away while the deployment was rolled out, and does not answer: "
          + e.getMessage();
    }
    String wait =
        "The outcome of the rollout is not known after " + settings.outcomeWait().toSeconds();
    return leader.isEmpty()
        ? wait + " s: no control plane leads the fleet; start one"
        : wait + " s: the control plane '" + leader + "' has not decided; look again later";
  }

  @Override
  public void close() {
    subscription.close();
  }
}
