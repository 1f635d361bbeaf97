package org.llamadeploy4j.workflow.spi;

import java.util.List;

/**
 * Several listeners as one. What begins is told to the first one first, what ends to the last one
 * first, so that what they open nests.
 */
final class ProgramListeners implements ProgramListener {

  private final List<ProgramListener> inOrder;

  ProgramListeners(List<ProgramListener> inOrder) {
    this.inOrder = List.copyOf(inOrder);
  }

  @Override
  public void onAbandoned(String step, String runId) {
    inOrder.forEach(l -> l.onAbandoned(step, runId));
  }

  @Override
  public void onAbandonedEnded(String step, String runId) {
    inOrder.reversed().forEach(l -> l.onAbandonedEnded(step, runId));
  }

  @Override
  public void onRunStarted(ObservedRun run) {
    inOrder.forEach(l -> l.onRunStarted(run));
  }

  @Override
  public void onRunEnded(ObservedRun run, RunEnd end) {
    inOrder.reversed().forEach(l -> l.onRunEnded(run, end));
  }

  @Override
  public void onStepStarted(StepRun step) {
    inOrder.forEach(l -> l.onStepStarted(step));
  }

  @Override
  public void onStepEnded(StepRun step, StepEnd end) {
    inOrder.reversed().forEach(l -> l.onStepEnded(step, end));
  }
}
