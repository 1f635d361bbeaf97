package org.llamadeploy4j.workflow;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow class that cannot be run. It carries every problem that was found, not just the first.
 */
public final class WorkflowDefinitionException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * An exception about a workflow.
   *
   * @param workflow what it is called in the message
   * @param problems what is wrong, one sentence each; at least one
   */
  public WorkflowDefinitionException(String workflow, List<String> problems) {
    this(workflow, problems, null);
  }

  /** The same with its cause, or null. */
  public WorkflowDefinitionException(
      String workflow, List<String> problems, @Nullable Throwable cause) {
    super("invalid_workflow", message(workflow, problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, one sentence each. */
  public List<String> problems() {
    return problems;
  }

  private static String message(String workflow, List<String> problems) {
    return problems.size() == 1
        ? workflow + ": " + problems.getFirst()
        : workflow + " has " + problems.size() + " problems:\n- " + String.join("\n- ", problems);
  }
}
