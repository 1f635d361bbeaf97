package org.llamadeploy4j.workflow.internal;

import org.llamadeploy4j.workflow.spi.ObservedRun;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.StepEnd;
import org.llamadeploy4j.workflow.spi.StepRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what steps do, besides telling another listener. Thread-safe. */
public final class VerboseListener implements ProgramListener {

  private static final Logger LOG = LoggerFactory.getLogger("org.llamadeploy4j.workflow.verbose");

  private final ProgramListener next;

  /** A listener before another. */
  public VerboseListener(ProgramListener next) {
    this.next = next;
  }

  @Override
  public void onStepStarted(StepRun step) {
    LOG.info("[{}:{}] started from {}", step.step(), step.attempt(), step.inputSummary().get());
    next.onStepStarted(step);
  }

  @Override
  public void onStepEnded(StepRun step, StepEnd end) {
    switch (end) {
      case StepEnd.Completed e ->
          LOG.info(
              "[{}:{}] complete with {}",
              step.step(),
              step.attempt(),
              named(String.join(", ", e.outputTypes())));
      case StepEnd.Waiting e -> LOG.info("[{}:{}] waits", step.step(), step.attempt());
      case StepEnd.Failed e ->
          LOG.info(
              "[{}:{}] failed: {}; {}",
              step.step(),
              step.attempt(),
              e.failure().message(),
              e.retryIn() == null ? "not tried again" : "tried again in " + e.retryIn());
    }
    next.onStepEnded(step, end);
  }

  @Override
  public void onRunStarted(ObservedRun run) {
    next.onRunStarted(run);
  }

  @Override
  public void onRunEnded(ObservedRun run, RunEnd end) {
    next.onRunEnded(run, end);
  }

  @Override
  public void onAbandoned(String step, String runId) {
    next.onAbandoned(step, runId);
  }

  @Override
  public void onAbandonedEnded(String step, String runId) {
    next.onAbandonedEnded(step, runId);
  }

  private static String named(String types) {
    return types.isEmpty() ? "nothing" : types;
  }
}
