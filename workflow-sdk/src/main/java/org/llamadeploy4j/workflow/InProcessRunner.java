package org.llamadeploy4j.workflow;

import java.util.Map;
import org.llamadeploy4j.workflow.internal.LocalRuns;
import org.llamadeploy4j.workflow.internal.SystemScheduler;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunScheduler;

/**
 * Runs a workflow in this process, without durability, but through the same engine and JSON as a
 * deployed service. Immutable and thread-safe.
 */
public final class InProcessRunner {

  private final Workflow workflow;
  private final ProgramOptions options;
  private final LocalRuns runs;

  private InProcessRunner(Workflow workflow, ProgramOptions options) {
    this.workflow = workflow;
    this.options = options;
    this.runs = new LocalRuns(workflow, options);
  }

  /**
   * A runner on real time with an empty environment.
   *
   * @throws WorkflowDefinitionException when the class is not a workflow that can run
   */
  public static InProcessRunner of(Workflow workflow) {
    String simple = workflow.getClass().getSimpleName();
    String name = simple.isEmpty() ? workflow.getClass().getName() : simple;
    return new InProcessRunner(
        workflow, ProgramOptions.of(name, Env.empty(), SystemScheduler.SHARED));
  }

  /** The same with this environment. */
  public InProcessRunner withEnv(Env env) {
    return new InProcessRunner(
        workflow,
        new ProgramOptions(
            options.name(),
            env,
            options.scheduler(),
            options.clock(),
            options.stepGrace(),
            options.listener()));
  }

  /** The same on this scheduler's time, such as a manual clock of the test kit. */
  public InProcessRunner withScheduler(RunScheduler scheduler) {
    return new InProcessRunner(
        workflow,
        new ProgramOptions(
            options.name(),
            options.env(),
            scheduler,
            scheduler.clock(),
            options.stepGrace(),
            options.listener()));
  }

  /** Starts a run. */
  public Handler run(StartEvent start) {
    return runs.run(start, Map.of());
  }
}
