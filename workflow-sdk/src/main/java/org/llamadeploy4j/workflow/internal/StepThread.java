package org.llamadeploy4j.workflow.internal;

import org.slf4j.MDC;

/**
 * What a thread carries while it runs user code of an attempt: the service's class loader, and the
 * run, step and attempt for logs.
 */
final class StepThread {

  private static final String RUN = "run";
  private static final String STEP = "step";
  private static final String ATTEMPT = "attempt";

  private StepThread() {}

  static void enter(StepAttempt attempt) {
    Thread.currentThread().setContextClassLoader(attempt.program().loader());
    MDC.put(RUN, attempt.runId());
    MDC.put(STEP, attempt.item().step());
    MDC.put(ATTEMPT, Integer.toString(attempt.item().attempt()));
  }

  static void leave() {
    MDC.clear();
    Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
  }
}
