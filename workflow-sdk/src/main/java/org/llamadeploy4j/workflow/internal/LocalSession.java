package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.Session;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunOutcome;

/** The states that runs in this process hand on. Guarded by its own lock. */
public final class LocalSession implements Session {

  private final LocalRuns runs;
  private final LocalRunSettings settings;
  private Map<String, byte[]> states;
  private @Nullable String running;

  public LocalSession(LocalRuns runs, LocalRunSettings settings) {
    this.runs = runs;
    this.settings = settings;
    this.states = settings.states().json();
  }

  @Override
  public Handler run(StartEvent start) {
    Required.check(start, "run", "start", "the event that the run starts with");
    String runId = settings.nextId();
    Map<String, byte[]> before = begin(runId);
    try {
      return runs.run(start, settings, new LocalRuns.Given(runId, before, this::ended));
    } catch (RuntimeException | Error e) {
      ended(new RunEnd.Abandoned("it could not be started"));
      throw e;
    }
  }

  private synchronized Map<String, byte[]> begin(String runId) {
    if (running != null) {
      throw new WorkflowException(
          "session_busy",
          "run %s of this session has not ended; wait for its result, or begin another session"
              .formatted(running));
    }
    running = runId;
    return states;
  }

  private synchronized void ended(RunEnd end) {
    running = null;
    if (end instanceof RunEnd.Finished(RunOutcome.Completed completed)) {
      states = completed.state();
    }
  }
}
