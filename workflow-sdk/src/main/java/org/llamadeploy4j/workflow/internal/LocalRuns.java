package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Map;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.Recovery;
import org.llamadeploy4j.workflow.Snapshot;
import org.llamadeploy4j.workflow.SnapshotException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.RunRequest;

/** Starts runs of one workflow in this process. Immutable and thread-safe. */
public final class LocalRuns {

  private final LoadedProgram program;

  public LocalRuns(Workflow workflow, Loading loading) {
    this.program = LoadedProgram.of(workflow, loading);
  }

  Program program() {
    return program.program();
  }

  /** Starts a run; the start event goes through its JSON, as it does in a deployed service. */
  public Handler run(StartEvent start, LocalRunSettings settings) {
    String runId = settings.nextId();
    EventTypes types = program.program().events();
    byte[] json = types.json(StepAttempt.encode(types, start));
    LocalLog log = log(settings);
    RunDriver run = program.start(new RunRequest(runId, json, settings.states().json()), log);
    return new LocalHandler(program(), runId, run, log, snapshots(settings));
  }

  private static LocalLog log(LocalRunSettings settings) {
    LocalLog log = new LocalLog(new EventBuffer(EventBuffer.CAPACITY), settings.journaled());
    if (settings.internalEvents()) {
      log.wantInternal();
    }
    return log;
  }

  /**
   * Reads a snapshot to go on from.
   *
   * @throws SnapshotException saying why that cannot be
   */
  public Recovery recover(Snapshot snapshot, LocalRunSettings settings) {
    SnapshotBody body = snapshots(settings).open(snapshot);
    return new LocalRecovery(this, settings, body, body.runId(), List.of());
  }

  Handler recover(
      String runId, RunState state, List<ExternalEvent> events, LocalRunSettings settings) {
    LocalLog log = log(settings);
    RunDriver run = program.recover(runId, state, events, log);
    return new LocalHandler(program(), runId, run, log, snapshots(settings));
  }

  private Snapshots snapshots(LocalRunSettings settings) {
    return new Snapshots(program.program(), settings.snapshots());
  }
}
