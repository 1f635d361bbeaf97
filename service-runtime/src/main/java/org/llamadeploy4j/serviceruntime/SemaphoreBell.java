package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bell on the time of this computer. Thread-safe. */
final class SemaphoreBell implements Bell {
  private final Semaphore rung = new Semaphore(0);

  @Override
  public void ring() {
    if (rung.availablePermits() == 0) {
      rung.release();
    }
  }

  @Override
  public void await(Duration limit) throws InterruptedException {
    if (rung.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      rung.drainPermits();
    }
  }
}
