package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowBuilder;

/** What {@link WorkflowBuilder} makes. Immutable. */
public final class BuiltWorkflow extends Workflow {

  private final String name;
  private final List<BuiltStep> steps;
  private final @Nullable Duration limit;

  public BuiltWorkflow(String name, List<BuiltStep> steps, @Nullable Duration limit) {
    this.name = name;
    this.steps = List.copyOf(steps);
    this.limit = limit;
  }

  /** What its builder called it. */
  public String name() {
    return name;
  }

  List<BuiltStep> steps() {
    return steps;
  }

  @Override
  public Optional<Duration> timeLimit() {
    return Optional.ofNullable(limit);
  }

  @Override
  public String toString() {
    return "workflow " + name;
  }
}
