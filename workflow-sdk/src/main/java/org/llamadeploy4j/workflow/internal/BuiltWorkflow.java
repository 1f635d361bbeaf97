package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowBuilder;
import org.llamadeploy4j.workflow.internal.resources.BuiltMaker;

/** What {@link WorkflowBuilder} makes. Immutable. */
public final class BuiltWorkflow extends Workflow {

  private final String name;
  private final List<BuiltStep> steps;
  private final List<BuiltMaker> makers;
  private final @Nullable Duration limit;
  private final OptionalInt concurrentRuns;

  /** As the builder was told; null for runs that may take any time. */
  public BuiltWorkflow(
      String name,
      List<BuiltStep> steps,
      List<BuiltMaker> makers,
      @Nullable Duration limit,
      OptionalInt concurrentRuns) {
    this.name = name;
    this.steps = List.copyOf(steps);
    this.makers = List.copyOf(makers);
    this.limit = limit;
    this.concurrentRuns = concurrentRuns;
  }

  /** What its builder called it. */
  public String name() {
    return name;
  }

  List<BuiltStep> steps() {
    return steps;
  }

  List<BuiltMaker> makers() {
    return makers;
  }

  @Override
  public OptionalInt concurrentRuns() {
    return concurrentRuns;
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
