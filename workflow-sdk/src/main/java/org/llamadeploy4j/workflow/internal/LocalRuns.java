package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunRequest;

/** Starts runs of one workflow in this process. Immutable and thread-safe. */
public final class LocalRuns {

  private final LoadedProgram program;

  public LocalRuns(Workflow workflow, Loading loading) {
    this.program = LoadedProgram.of(workflow, loading);
  }

  /** Starts a run; the start event goes through its JSON, as it does in a deployed service. */
  public Handler run(StartEvent start, LocalRunSettings settings) {
    String runId = settings.nextId();
    EventTypes types = program.program().events();
    byte[] json = types.json(StepAttempt.encode(types, start));
    LocalLog log = new LocalLog(new EventBuffer(EventBuffer.CAPACITY), settings.journaled());
    if (settings.internalEvents()) {
      log.wantInternal();
    }
    RunHandle run = program.start(new RunRequest(runId, json, Map.of()), log);
    return new LocalHandler(program, runId, run, log);
  }
}
