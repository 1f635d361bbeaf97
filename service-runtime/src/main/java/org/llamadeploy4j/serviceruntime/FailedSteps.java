package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.StepEnd;
import org.llamadeploy4j.workflow.spi.StepRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down why steps of a service fail, with the stack trace: users see the message alone. Holds
 * no state.
 *
 * @param label of the service, for messages
 */
record FailedSteps(String label) implements ProgramListener {
  private static final Logger LOG = LoggerFactory.getLogger(FailedSteps.class);

  @Override
  public void onStepEnded(StepRun step, StepEnd end) {
    if (end instanceof StepEnd.Failed failed) {
      Duration retryIn = failed.retryIn();
      LOG.warn(
          "step {} of {} failed in run {}, attempt {}{}: {}",
          step.step(),
          label,
          step.runId(),
          step.attempt(),
          retryIn == null ? "" : ", and is tried again in " + retryIn,
          text(failed));
    }
  }

  private static String text(StepEnd.Failed failed) {
    String stack = failed.failure().stack();
    return stack.isEmpty() ? failed.failure().message() : stack.strip();
  }
}
