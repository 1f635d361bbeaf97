package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ErrorCode;

/**
 * Lets few requests at a time put their tasks into the store; others wait here, in the order in
 * which they came. Claims, commits and ends of what was accepted go to the store on the same
 * connections: without this they would stand behind every request of a flood, and the more came,
 * the less would be done. Safe for use by many threads.
 */
final class SubmitGate {
  /** Enough to keep the connections busy. */
  static final int AT_A_TIME = 64;

  /** As many as a service's queue holds by default. */
  static final int MOST_WAITING = 1_000;

  /** As long as a call to the store may take. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Semaphore places;
  private final int mostWaiting;
  private final Duration patience;
  private final AtomicInteger waiting = new AtomicInteger();

  SubmitGate() {
    this(AT_A_TIME, MOST_WAITING, PATIENCE);
  }

  SubmitGate(int atATime, int mostWaiting, Duration patience) {
    this.places = new Semaphore(atATime, true);
    this.mostWaiting = mostWaiting;
    this.patience = patience;
  }

  /**
   * Does something when it is its turn.
   *
   * @throws ControlPlaneException OVERLOADED: too many wait, or the turn did not come in time;
   *     UNAVAILABLE: interrupted meanwhile
   */
  void pass(Runnable task) {
    if (!places.tryAcquire()) {
      await();
    }
    try {
      task.run();
    } finally {
      places.release();
    }
  }

  /** Why nobody may wait here now; null: one may. Does not block. */
  @Nullable ControlPlaneException refusal() {
    return waiting.get() < mostWaiting ? null : tooMany();
  }

  private ControlPlaneException tooMany() {
    return ControlPlaneException.overloaded(
        "More than %d requests wait to put a task into the store".formatted(mostWaiting),
        RetryAfter.SHORTEST);
  }

  private void await() {
    if (waiting.incrementAndGet() > mostWaiting) {
      waiting.decrementAndGet();
      throw tooMany();
    }
    try {
      if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw ControlPlaneException.overloaded(
            "The store has not come to this request for %d ms".formatted(patience.toMillis()),
            RetryAfter.SHORTEST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlPlaneException(
          ErrorCode.UNAVAILABLE, "This server stops; the task was not accepted", e);
    } finally {
      waiting.decrementAndGet();
    }
  }
}
