package org.llamadeploy4j.workflow.internal;

import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.rules.FlowFacts;

/** Checks a workflow by itself, without making a program of it. */
public final class Validation {

  private Validation() {}

  /**
   * Checks every rule.
   *
   * @return whether runs of it may ask or hear humans
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException listing every problem
   */
  public static boolean check(Workflow workflow) {
    return FlowReader.read(workflow, new Codecs(), true).asksHumans();
  }

  /** What the rules are told about a workflow. */
  public static FlowFacts describe(Workflow workflow) {
    return FlowSource.of(workflow).facts();
  }
}
