package org.llamadeploy4j.workflow.internal;

import org.slf4j.MDC;

/**
 * What a thread carries while it runs user code of an attempt: the service's class loader, and the
 * run, step and attempt for logs. Belongs to the thread that entered it.
 */
final class StepThread implements AutoCloseable {

  private static final String RUN = "run";
  private static final String STEP = "step";
  private static final String ATTEMPT = "attempt";

  private StepThread() {}

  static StepThread enter(StepAttempt attempt) {
    Thread.currentThread().setContextClassLoader(attempt.program().loader());
    MDC.put(RUN, attempt.runId());
    MDC.put(STEP, attempt.item().step());
    MDC.put(ATTEMPT, Integer.toString(attempt.item().attempt()));
    return new StepThread();
  }

  @Override
  public void close() {
    MDC.clear();
    Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
  }
}
