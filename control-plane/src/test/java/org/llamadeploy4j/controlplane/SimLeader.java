package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.time.Instant;
import org.llamadeploy4j.messaging.MessagingUnavailableException;

/** A control plane of a simulated fleet: the real shell, on a shaky way to the store. */
final class SimLeader {
  private static final ControlPlaneSettings SETTINGS =
      new ControlPlaneSettings(
          SimFleet.LEASE,
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          2,
          Duration.ofSeconds(5),
          1);

  private final LeaderShell shell;
  private boolean busy;

  SimLeader(SimFleet fleet, String id) {
    shell =
        new LeaderShell(
            id,
            new ShakyMessaging(fleet, this),
            fleet.bug.in(SETTINGS),
            () -> Duration.between(Instant.EPOCH, fleet.now()).toNanos());
  }

  /** A round, unless it is in the middle of one, which waits for the store. */
  void round() {
    if (busy) {
      return;
    }
    busy = true;
    try {
      shell.round();
    } catch (MessagingUnavailableException _) {
      // as its loop does: the next round begins anew
    } finally {
      busy = false;
    }
  }
}
