package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control plane process: one of them leads the fleet, the others stand by. The leader places
 * versions on runtimes and ends rollouts; each also sweeps for runs whose runtime vanished, and for
 * idempotency keys whose task has ended. Holds nothing that is not in the store.
 *
 * <p>Runs three platform threads between start and stop, which one thread calls once each.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

  private final Messaging messaging;
  private final LeaderShell leader;
  private final Loop leading;
  private final Loop takeover;
  private final Loop keys;
  private @Nullable Subscription fleetChanges;

  /**
   * A control plane that does nothing yet.
   *
   * @param id unique among the control planes of a fleet
   * @param messaging stays the caller's; not closed by this
   */
  public ControlPlane(String id, Messaging messaging, ControlPlaneSettings settings) {
    this(id, messaging, settings, System::nanoTime);
  }

  ControlPlane(
      String id, Messaging messaging, ControlPlaneSettings settings, LongSupplier nanoTime) {
    this.messaging = messaging;
    this.leader = new LeaderShell(id, messaging, settings, nanoTime);
    this.leading = new Loop("control-plane-leader", settings.renewEvery(), leader::round);
    TakeoverSweep sweep = new TakeoverSweep(messaging, settings.shards());
    this.takeover = new Loop("control-plane-takeover", settings.renewEvery(), sweep::round);
    KeySweep keySweep = new KeySweep(messaging, settings.shards());
    this.keys = new Loop("control-plane-keys", settings.keySweep(), keySweep::round);
  }

  /**
   * Begins to lead or to stand by.
   *
   * @throws MessagingException when the store cannot be subscribed to; nothing runs then
   */
  public void start() {
    fleetChanges = messaging.signals().onFleetChange(leading::ring);
    leading.start();
    takeover.start();
    keys.start();
  }

  /** Stops and gives the leadership up; waits up to five seconds for each thread. Idempotent. */
  @Override
  public void close() {
    if (fleetChanges != null) {
      fleetChanges.close();
      fleetChanges = null;
    }
    if (!keys.stop(STOP_DEADLINE)) {
      LOG.warn("The sweep of idempotency keys did not stop within {}", STOP_DEADLINE);
    }
    if (!takeover.stop(STOP_DEADLINE)) {
      LOG.warn("The takeover sweep did not stop within {}", STOP_DEADLINE);
    }
    if (!leading.stop(STOP_DEADLINE)) {
      LOG.warn("The leader's loop did not stop within {}; its lease will lapse", STOP_DEADLINE);
      return;
    }
    try {
      leader.resign();
    } catch (MessagingException e) {
      LOG.warn("The leadership was not given up, its lease will lapse: {}", e.getMessage());
    }
  }
}
