package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.RunRequest;

/** A workflow loaded for the test kit. Immutable and thread-safe. */
public final class Rehearsal implements AutoCloseable {

  /** More than any test reads, and bounded all the same. */
  private static final int EVENTS = 1_000_000;

  private final LoadedProgram program;

  /**
   * Loads a workflow, which stays the caller's.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException when it cannot run
   */
  public Rehearsal(Workflow workflow, Loading loading) {
    this.program = LoadedProgram.of(workflow, loading);
  }

  /** The names of all steps, those of children included, sorted. */
  public Set<String> steps() {
    Set<String> steps = new TreeSet<>();
    program.program().family().all().forEach(each -> steps.addAll(each.steps().keySet()));
    return steps;
  }

  /** Closes the resources and the children that it has made. */
  @Override
  public void close() {
    program.closeMade();
  }

  /**
   * Starts a run, or goes on with one.
   *
   * @param journal what is durable of it; empty for a new run
   */
  public RehearsedRun run(String id, StartEvent start, List<byte[]> journal, RunHooks hooks) {
    RunRequest request = new RunRequest(id, program.startJson(start), Map.of());
    LocalLog log = new LocalLog(new EventBuffer(EVENTS), true);
    log.wantInternal();
    RunDriver run = program.resume(request, journal, log, hooks);
    LocalRuns.Given given = new LocalRuns.Given(id, Map.of(), end -> {});
    Snapshots snapshots = new Snapshots(program.program(), SnapshotSettings.DEFAULT);
    Handler handler = new LocalHandler(program.program(), given, run, log, snapshots);
    return new RehearsedRun(program, handler, run, log, journal);
  }
}
