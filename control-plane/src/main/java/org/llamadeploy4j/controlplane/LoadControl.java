package org.llamadeploy4j.controlplane;

import java.util.function.LongSupplier;
import org.llamadeploy4j.messaging.RunStore;

/**
 * What keeps one API server able to work when more comes than can be done. Safe for use by many
 * threads.
 *
 * @param later when those who are refused should try again
 * @param full which queues need not be asked
 * @param gate how many tasks are on their way into the store
 */
record LoadControl(RetryAfter later, FullQueues full, SubmitGate gate) {

  static LoadControl of(RunStore runs, LongSupplier nanoTime) {
    RetryAfter later = new RetryAfter(runs, nanoTime);
    return new LoadControl(later, new FullQueues(later, nanoTime), new SubmitGate());
  }
}
