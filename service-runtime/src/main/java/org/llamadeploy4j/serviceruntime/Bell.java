package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one waiting thread; rings that nobody heard yet count as one. Thread-safe. */
final class Bell {
  private final Semaphore rung = new Semaphore(0);

  /** Wakes the waiter, or the next one. Does not block. */
  void ring() {
    if (rung.availablePermits() == 0) {
      rung.release();
    }
  }

  /** Waits for a ring, at most this long. */
  void await(Duration limit) throws InterruptedException {
    if (rung.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      rung.drainPermits();
    }
  }
}
