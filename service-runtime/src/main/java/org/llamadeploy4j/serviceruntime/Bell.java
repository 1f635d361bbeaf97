package org.llamadeploy4j.serviceruntime;

import java.time.Duration;

/** Wakes one waiting thread; rings that nobody heard yet count as one. Thread-safe. */
interface Bell {
  /** Wakes the waiter, or the next one. Does not block. */
  void ring();

  /** Waits for a ring, at most this long. */
  void await(Duration limit) throws InterruptedException;
}
