package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that another thread brings about. */
public final class Await {

  private Await() {}

  /** Returns when the condition holds; fails after ten seconds. */
  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the condition did not come true");
      }
      LockSupport.parkNanos(200_000);
    }
  }

  /** Returns when the run waits; it must have been started with internal events. */
  public static void idle(Handler run) {
    for (StreamedEvent event : run.stream(StreamOptions.DEFAULT.withInternal())) {
      if (event.event() instanceof WorkflowIdleEvent) {
        return;
      }
    }
    throw new AssertionError("the run ended without having been idle");
  }
}
