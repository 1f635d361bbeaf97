package org.llamadeploy4j.workflow.internal.rules;

/** The rule for annotated methods outside of workflows, which only a compiler can see. */
public final class Outside {

  private Outside() {}

  /**
   * What is wrong with such a method.
   *
   * @param annotation simple name
   * @param owner simple name of its class
   */
  public static Problem of(String annotation, String method, String owner) {
    return new Problem(
        Rule.STEP_OUTSIDE,
        Place.CLASS,
        "method %s: has @%s, but %s is no workflow, so nobody calls it; let the class extend Workflow"
            .formatted(method, annotation, owner));
  }
}
