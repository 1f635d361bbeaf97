package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.BuiltStep;
import org.llamadeploy4j.workflow.internal.BuiltStep.Handling;
import org.llamadeploy4j.workflow.internal.BuiltStep.Input;
import org.llamadeploy4j.workflow.internal.BuiltWorkflow;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.internal.resources.BuiltMaker;

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

  private static final String TAKES = "what the step takes, such as Order.class";
  private static final String GIVES = "what the step gives, such as Paid.class";
  private static final String OPTIONS = "StepOptions.defaults(), or what differs from them";

  private final String name;
  private final List<BuiltStep> steps = new ArrayList<>();
  private final List<BuiltMaker> makers = new ArrayList<>();
  private @Nullable Duration timeLimit;
  private OptionalInt concurrentRuns = OptionalInt.empty();

  private WorkflowBuilder(String name) {
    this.name = name;
  }

  /**
   * A builder of a workflow without steps.
   *
   * @param name what it is called in messages, logs and drawings: without '/', white space and
   *     control characters
   * @throws IllegalArgumentException when it is blank
   */
  public static WorkflowBuilder named(String name) {
    if (Required.notNull(name, "named", "name", "the name of the workflow").isBlank()) {
      throw new IllegalArgumentException("the name of a workflow is blank; give it one");
    }
    return new WorkflowBuilder(name);
  }

  /**
   * Lets runs fail that have been active for longer, waits not counted.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public WorkflowBuilder timeLimit(Duration limit) {
    Required.check(limit, "timeLimit", "limit", "how long a run may be active, or leave it out");
    if (!limit.isPositive()) {
      throw new IllegalArgumentException(
          "the time limit of a run is %s; it must be longer than nothing".formatted(limit));
    }
    timeLimit = limit;
    return this;
  }

  /**
   * Lets so many runs be active at a time in one process, see {@link Workflow#concurrentRuns}.
   *
   * @param most at least 1
   * @throws IllegalArgumentException when it is less
   */
  public WorkflowBuilder concurrentRuns(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "concurrentRuns is %d; it must be at least 1".formatted(most));
    }
    concurrentRuns = OptionalInt.of(most);
    return this;
  }

  /** What makes a resource that lives as long as the workflow and needs no others. */
  public <T> WorkflowBuilder provides(Class<T> type, ResourceFn<? extends T> maker) {
    return provides(type, Provides.Scope.WORKFLOW, List.of(), maker);
  }

  /**
   * What makes a resource, as a method with {@link Provides} does. Steps ask for it with {@link
   * StepOptions#withResources} and {@link Context#resource}, other makers by naming it as needed.
   *
   * @param type by which it is asked for
   * @param scope how long it lives and who shares it
   * @param needs the other resources that it is made of
   */
  public <T> WorkflowBuilder provides(
      Class<T> type, Provides.Scope scope, List<Class<?>> needs, ResourceFn<? extends T> maker) {
    Required.check(type, "provides", "type", "the type by which the resource is asked for");
    Required.check(scope, "provides", "scope", "Scope.WORKFLOW or Scope.RUN");
    Required.check(needs, "provides", "needs", "the types of other resources, maybe none");
    Required.check(maker, "provides", "maker", "the function that makes the resource");
    makers.add(new BuiltMaker(type, scope, List.copyOf(needs), maker));
    return this;
  }

  /** A step from one event, or any of a sealed type, to one event. */
  public <I extends Event, O extends Event> WorkflowBuilder step(
      String step, Class<I> takes, Class<O> gives, StepFn<I, ? extends @Nullable O> code) {
    OneOf<I> taken = OneOf.of(given(step, "takes", takes, TAKES));
    return step(
        step, taken, OneOf.of(given(step, "gives", gives, GIVES)), StepOptions.defaults(), code);
  }

  /** A step from any of several events to any of several, with options. */
  public <I extends Event, O extends Event> WorkflowBuilder step(
      String step,
      OneOf<I> takes,
      OneOf<O> gives,
      StepOptions options,
      StepFn<I, ? extends @Nullable O> code) {
    return step(step, takes, Returned.one(given(step, "gives", gives, GIVES)), options, code);
  }

  /** A step from any of several events to an event, a fan-out or nothing. */
  public <I extends Event, R extends @Nullable Object> WorkflowBuilder step(
      String step,
      OneOf<I> takes,
      Returned<R> gives,
      StepOptions options,
      StepFn<I, ? extends @Nullable R> code) {
    return add(step, new Input.One(given(step, "takes", takes, TAKES)), gives, options, code);
  }

  /** A step after which nothing follows but what it sends. What it returns is ignored. */
  public <I extends Event> WorkflowBuilder sink(
      String step,
      OneOf<I> takes,
      StepOptions options,
      StepFn<I, ? extends @Nullable Object> code) {
    StepFn<I, ? extends @Nullable Object> checked = function(step, code);
    StepFn<I, @Nullable Void> silent =
        (context, input) -> {
          checked.apply(context, input);
          return null;
        };
    return step(step, takes, Returned.nothing(), options, silent);
  }

  /** A step that opens a fan-out of the events it returns. */
  public <I extends Event, E extends Event> WorkflowBuilder fanOut(
      String step,
      OneOf<I> takes,
      OneOf<E> members,
      StepOptions options,
      StepFn<I, ? extends @Nullable List<E>> code) {
    Returned<List<E>> gives =
        Returned.listOf(given(step, "members", members, "the members of the fan-out"));
    return step(step, takes, gives, options, code);
  }

  /**
   * A step that joins a fan-out.
   *
   * @param elements what the members of the fan-out become
   * @param take it runs as soon as so many have come; 0 when all have
   */
  public <E extends Event, R extends @Nullable Object> WorkflowBuilder join(
      String step,
      OneOf<E> elements,
      int take,
      Returned<R> gives,
      StepOptions options,
      StepFn<List<E>, ? extends @Nullable R> code) {
    Input input = new Input.Joined(given(step, "elements", elements, TAKES), take);
    return add(step, input, gives, options, code);
  }

  /** A step that joins all of a fan-out and gives one event. */
  public <E extends Event, O extends Event> WorkflowBuilder join(
      String step, Class<E> elements, Class<O> gives, StepFn<List<E>, ? extends @Nullable O> code) {
    OneOf<E> joined = OneOf.of(given(step, "elements", elements, TAKES));
    Returned<O> given = Returned.one(given(step, "gives", gives, GIVES));
    return join(step, joined, 0, given, StepOptions.defaults(), code);
  }

  /**
   * A step that waits for several events, and gets them as a list in the order of the slots.
   *
   * @param slots at least two; a class may occur more than once
   * @throws IllegalArgumentException when there are fewer
   */
  public <R extends @Nullable Object> WorkflowBuilder slots(
      String step,
      List<Class<? extends Event>> slots,
      Returned<R> gives,
      StepOptions options,
      StepFn<List<Event>, ? extends @Nullable R> code) {
    for (Class<?> slot : given(step, "slots", slots, "the classes of the events")) {
      given(step, "slots", slot, "the classes of the events");
    }
    if (slots.size() < 2) {
      throw new IllegalArgumentException(
          "step %s has %d slots; at least 2 are needed".formatted(step, slots.size()));
    }
    return add(step, new Input.Slots(List.copyOf(slots)), gives, options, code);
  }

  /** A step that handles failures of all steps that no other handler names, once in a row. */
  public <O extends Event> WorkflowBuilder catchError(
      String step, Class<O> gives, StepFn<StepFailedEvent, ? extends @Nullable O> code) {
    Returned<O> given = Returned.one(given(step, "gives", gives, GIVES));
    return catchError(step, List.of(), 1, given, StepOptions.defaults(), code);
  }

  /**
   * A step that handles failures, see {@link CatchError}.
   *
   * @param steps whose; empty for all that no other handler names
   * @param maxRecoveries how often for failures that follow from each other; at least 1
   * @param options without workers, a retry, children, waits and a platform thread, which handlers
   *     do not have
   * @throws IllegalArgumentException when they have one of these
   */
  public <R extends @Nullable Object> WorkflowBuilder catchError(
      String step,
      List<String> steps,
      int maxRecoveries,
      Returned<R> gives,
      StepOptions options,
      StepFn<StepFailedEvent, ? extends @Nullable R> code) {
    given(step, "options", options, OPTIONS).checkForHandler(step);
    List<String> whose = given(step, "steps", steps, "the names of steps, or List.of() for all");
    Input input = new Input.Failure(new Handling(List.copyOf(whose), maxRecoveries));
    return add(step, input, gives, options, code);
  }

  private WorkflowBuilder add(
      String step, Input input, Returned<?> gives, StepOptions options, StepFn<?, ?> code) {
    BuiltStep.Output output = given(step, "gives", gives, GIVES).output();
    StepOptions said = given(step, "options", options, OPTIONS);
    steps.add(new BuiltStep(step, input, output, said, function(step, code)));
    return this;
  }

  private static <F extends StepFn<?, ?>> F function(String step, F code) {
    return given(step, "code", code, "the function that the step runs");
  }

  /** An argument of a step, which must be there. */
  private static <T> T given(String step, String argument, @Nullable T value, String what) {
    Required.check(step, "step", "step", "the name of the step");
    return Required.notNull(value, "step " + step, argument, what);
  }

  /** The workflow. The builder may go on to make another with more steps. */
  public Workflow build() {
    return new BuiltWorkflow(name, steps, makers, timeLimit, concurrentRuns);
  }
}
