package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.BuiltStep;
import org.llamadeploy4j.workflow.internal.BuiltStep.Handling;
import org.llamadeploy4j.workflow.internal.BuiltStep.Input;
import org.llamadeploy4j.workflow.internal.BuiltStep.Output;
import org.llamadeploy4j.workflow.internal.BuiltWorkflow;

/**
 * Makes a workflow of functions, without a class and annotations of its own. The rules are the
 * same: they are checked when the workflow is first run or deployed.
 *
 * <pre>{@code
 * Workflow echo =
 *     WorkflowBuilder.named("echo")
 *         .step("shout", Ask.class, Answer.class, (ctx, ask) -> new Answer(ask.text() + "!"))
 *         .build();
 * }</pre>
 *
 * <p>Not thread-safe; the workflow that it makes is.
 */
public final class WorkflowBuilder {

  private final String name;
  private final List<BuiltStep> steps = new ArrayList<>();
  private @Nullable Duration timeLimit;

  private WorkflowBuilder(String name) {
    this.name = name;
  }

  /**
   * A builder of a workflow without steps.
   *
   * @param name what it is called in messages and drawings
   */
  public static WorkflowBuilder named(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a workflow is blank; give it one");
    }
    return new WorkflowBuilder(name);
  }

  /** Lets runs fail that have been active for longer, waits not counted. */
  public WorkflowBuilder timeLimit(Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException(
          "the time limit of a run is %s; it must be longer than nothing".formatted(limit));
    }
    timeLimit = limit;
    return this;
  }

  /** A step from one event, or any of a sealed type, to one event. */
  public <I extends Event, O extends Event> WorkflowBuilder step(
      String step, Class<I> takes, Class<O> gives, StepFn<I, ? extends @Nullable O> code) {
    return step(step, OneOf.of(takes), OneOf.of(gives), StepOptions.defaults(), code);
  }

  /** A step from any of several events to any of several, with options. */
  public <I extends Event, O extends Event> WorkflowBuilder step(
      String step,
      OneOf<I> takes,
      OneOf<O> gives,
      StepOptions options,
      StepFn<I, ? extends @Nullable O> code) {
    return add(step, new Input.One(takes), new Output(gives, false), options, code);
  }

  /** A step after which nothing follows but what it sends. What it returns is ignored. */
  public <I extends Event> WorkflowBuilder sink(
      String step,
      OneOf<I> takes,
      StepOptions options,
      StepFn<I, ? extends @Nullable Object> code) {
    StepFn<I, @Nullable Object> silent =
        (context, input) -> {
          code.apply(context, input);
          return null;
        };
    return add(step, new Input.One(takes), Output.NOTHING, options, silent);
  }

  /** A step that opens a stream of the events it returns. */
  public <I extends Event, E extends Event> WorkflowBuilder fanOut(
      String step,
      OneOf<I> takes,
      OneOf<E> members,
      StepOptions options,
      StepFn<I, ? extends @Nullable List<E>> code) {
    return add(step, new Input.One(takes), new Output(members, true), options, code);
  }

  /**
   * A step that joins a stream.
   *
   * @param elements what the members of the stream become
   * @param take it runs as soon as so many have come; 0 when all have
   */
  public <E extends Event, O extends Event> WorkflowBuilder join(
      String step,
      OneOf<E> elements,
      int take,
      OneOf<O> gives,
      StepOptions options,
      StepFn<List<E>, ? extends @Nullable O> code) {
    return add(step, new Input.Joined(elements, take), new Output(gives, false), options, code);
  }

  /** A step that joins all of a stream. */
  public <E extends Event, O extends Event> WorkflowBuilder join(
      String step, Class<E> elements, Class<O> gives, StepFn<List<E>, ? extends @Nullable O> code) {
    return join(step, OneOf.of(elements), 0, OneOf.of(gives), StepOptions.defaults(), code);
  }

  /**
   * A step that waits for several events, and gets them as a list in the order of the slots.
   *
   * @param slots at least two; a class may occur more than once
   */
  public <O extends Event> WorkflowBuilder slots(
      String step,
      List<Class<? extends Event>> slots,
      OneOf<O> gives,
      StepOptions options,
      StepFn<List<Event>, ? extends @Nullable O> code) {
    if (slots.size() < 2) {
      throw new IllegalArgumentException(
          "step %s has %d slots; at least 2 are needed".formatted(step, slots.size()));
    }
    return add(step, new Input.Slots(List.copyOf(slots)), new Output(gives, false), options, code);
  }

  /** A step that handles failures of all steps that no other handler names, once in a row. */
  public <O extends Event> WorkflowBuilder catchError(
      String step, Class<O> gives, StepFn<StepFailedEvent, ? extends @Nullable O> code) {
    return catchError(step, List.of(), 1, OneOf.of(gives), code);
  }

  /**
   * A step that handles failures, see {@link CatchError}.
   *
   * @param steps whose; empty for all that no other handler names
   * @param maxRecoveries how often for failures that follow from each other
   */
  public <O extends Event> WorkflowBuilder catchError(
      String step,
      List<String> steps,
      int maxRecoveries,
      OneOf<O> gives,
      StepFn<StepFailedEvent, ? extends @Nullable O> code) {
    Input input = new Input.Failure(new Handling(List.copyOf(steps), maxRecoveries));
    return add(step, input, new Output(gives, false), StepOptions.defaults(), code);
  }

  private WorkflowBuilder add(
      String step, Input input, Output output, StepOptions options, StepFn<?, ?> code) {
    steps.add(new BuiltStep(step, input, output, options, code));
    return this;
  }

  /** The workflow. The builder may go on to make another with more steps. */
  public Workflow build() {
    return new BuiltWorkflow(name, steps, timeLimit);
  }
}
