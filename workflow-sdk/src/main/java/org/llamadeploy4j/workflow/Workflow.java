package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.LocalRunner;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.internal.Validation;

/**
 * A workflow: a class whose {@link Step @Step} methods take and return events. One instance serves
 * all runs, so keep what belongs to a run in {@link Context#state}. A workflow that is {@link
 * AutoCloseable} is closed when its service is unloaded.
 */
public abstract class Workflow {

  private final @Nullable Duration timeLimit;
  private final LocalRunner runner = new LocalRunner();

  /** A workflow whose runs may take any time. */
  protected Workflow() {
    this.timeLimit = null;
  }

  /**
   * A workflow whose runs fail when they have been active (waits do not count) for longer than
   * this; a hundred years or more are no limit.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  protected Workflow(Duration timeLimit) {
    Required.check(
        timeLimit, "Workflow", "timeLimit", "how long a run may be active, or leave it out");
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException(
          "the time limit of a run is %s; it must be longer than nothing".formatted(timeLimit));
    }
    this.timeLimit = timeLimit;
  }

  /**
   * The time limit of a run, waits not counted; none by default. Read once, when the workflow is
   * loaded.
   */
  public Optional<Duration> timeLimit() {
    return Optional.ofNullable(timeLimit);
  }

  /**
   * How many runs of this workflow may be active at a time in one process, those that wait
   * included; at least 1, by default any number. More that are started wait for their turn. In a
   * deployed service that holds for each version in each runtime, besides the runtime's own limits,
   * and the others stay queued. Read once, when the workflow is loaded.
   */
  public OptionalInt concurrentRuns() {
    return OptionalInt.empty();
  }

  /**
   * Checks everything that is checked when it is loaded, whether or not a runner leaves it out: its
   * children and configuration files as well. For that its children are made, with an empty
   * environment, and closed again; no step runs and no resource is made.
   *
   * @return whether its runs, or those of its children, may ask or hear people
   * @throws WorkflowDefinitionException listing every problem
   */
  public final boolean validate() {
    return Validation.check(this);
  }

  /**
   * Runs this workflow in this process, without durability. For time under control or an
   * environment see {@link InProcessRunner}.
   *
   * @throws WorkflowDefinitionException when the class is not a workflow that can run
   */
  public final Handler run(StartEvent start) {
    return runner.of(this).run(start);
  }

  /**
   * Reads a snapshot that a run of this workflow goes on from in this process, with the project's
   * own keys: {@code workflow.recover(snapshot).with(answer).start()}. For keys of your own see
   * {@link InProcessRunner#withSnapshotKeys}.
   *
   * @throws SnapshotException when it was changed, is signed with none of the keys, or is of
   *     another workflow or of a version of it that this one cannot go on with
   */
  public final Recovery recover(Snapshot snapshot) {
    return runner.of(this).recover(snapshot);
  }

  /** Runs this workflow with a start event made of these fields. */
  public final Handler run(Map<String, ?> fields) {
    return runner
        .of(this)
        .run(
            StartEvent.of(
                Required.notNull(
                    fields, "run", "fields", "the fields of the start event, maybe none")));
  }

  /** Runs this workflow with a start event without fields. */
  public final Handler run() {
    return run(Map.of());
  }
}
