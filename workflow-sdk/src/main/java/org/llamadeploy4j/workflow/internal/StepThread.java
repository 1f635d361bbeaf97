package org.llamadeploy4j.workflow.internal;

import java.util.Map;
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
    String number = Integer.toString(attempt.item().attempt());
    MDC.setContextMap(Map.of(RUN, attempt.runId(), STEP, attempt.item().step(), ATTEMPT, number));
  }

  static void leave() {
    MDC.clear();
    Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
  }
}
