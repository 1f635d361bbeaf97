package org.llamadeploy4j.controlplane;

import java.time.Duration;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A platform thread that does one thing again and again: when its doorbell rings, and at the latest
 * after a pause. A failing round is logged and followed by another; a store that is away is logged
 * when it goes and when it is back. Safe for use by many threads; stopping is idempotent.
 */
final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private final Doorbell bell = new Doorbell();
  private final String name;
  private final Duration pause;
  private final Runnable round;
  private final Thread thread;
  private volatile boolean stopping;

  Loop(String name, Duration pause, Runnable round) {
    this.name = name;
    this.pause = pause;
    this.round = round;
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Asks for a round soon. */
  void ring() {
    bell.ring();
  }

  /**
   * Lets the present round end and waits for it.
   *
   * @return whether it ended in time
   */
  boolean stop(Duration deadline) {
    stopping = true;
    bell.ring();
    if (thread.getState() == Thread.State.NEW) {
      return true;
    }
    try {
      return thread.join(deadline);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    boolean healthy = true;
    try {
      while (!stopping) {
        healthy = tryRound(healthy);
        bell.await(pause);
      }
    } catch (InterruptedException _) {
      LOG.warn("{} was interrupted and ends", name);
    }
  }

  private boolean tryRound(boolean healthy) {
    try {
      round.run();
      if (!healthy) {
        LOG.info("{} goes on", name);
      }
      return true;
    } catch (MessagingUnavailableException e) {
      if (healthy) {
        LOG.warn("{} waits for the store: {}", name, e.getMessage());
      }
      return false;
    } catch (RuntimeException e) {
      LOG.error("{} failed in a round and tries again", name, e);
      return false;
    }
  }
}
