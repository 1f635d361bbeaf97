package org.llamadeploy4j.workflow.internal;

import java.util.function.Consumer;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.spi.ObservedRun;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a program's listener that a run begins and ends in this process. What the listener throws
 * is logged: nobody who waits for the run may hang because of it.
 */
final class RunListening {

  private static final Logger LOG = LoggerFactory.getLogger(RunListening.class);

  private final Program program;
  private final String runId;
  private volatile ObservedRun run;

  RunListening(Program program, String runId) {
    this.program = program;
    this.runId = runId;
    this.run = new ObservedRun(runId, program.flow(), false);
  }

  void started(CoreInput first) {
    run = new ObservedRun(runId, program.flow(), !(first instanceof CoreInput.Begin));
    tell(listener -> listener.onRunStarted(run));
  }

  void ended(RunEnd end) {
    tell(listener -> listener.onRunEnded(run, end));
  }

  private void tell(Consumer<ProgramListener> call) {
    try {
      call.accept(program.options().listener());
    } catch (Throwable e) { // a listener may throw anything, errors included
      LOG.warn("a listener failed for run={}", runId, e);
    }
  }
}
