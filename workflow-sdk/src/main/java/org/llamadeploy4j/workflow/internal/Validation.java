package org.llamadeploy4j.workflow.internal;

import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.rules.FlowFacts;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/** Checks a workflow that nobody is about to run. */
public final class Validation {

  private Validation() {}

  /**
   * Loads it as in production, with an empty environment, and lets go of it again, so that it says
   * what loading says.
   *
   * @return whether runs of it or of its children may ask or hear humans
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException listing every problem
   */
  public static boolean check(Workflow workflow) {
    ProgramOptions options =
        ProgramOptions.of(workflow.getClass().getName(), Env.empty(), SystemScheduler.SHARED);
    LoadedProgram program = LoadedProgram.of(workflow, Loading.of(options));
    try {
      return program.asksHumans();
    } finally {
      program.closeMade();
    }
  }

  /** What the rules are told about a workflow. */
  public static FlowFacts describe(Workflow workflow) {
    return FlowSource.of(workflow).facts();
  }
}
