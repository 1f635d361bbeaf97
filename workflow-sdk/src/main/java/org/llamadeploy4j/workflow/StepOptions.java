package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.retry.RetryPolicy;

/** What {@link Step} says besides a step's types, for {@link WorkflowBuilder}. Immutable. */
public final class StepOptions {

  private static final StepOptions DEFAULTS =
      new StepOptions(
          new Shape(4, null, false, false, false, null),
          new Declared(List.of(), List.of(), List.of(), List.of(), List.of()),
          new Earlier(List.of(), Map.of()),
          Set.of());

  private final Shape shape;
  private final Declared declared;
  private final Earlier earlier;
  private final Set<SkipChecks.Check> skips;

  /** How it runs. */
  private record Shape(
      int workers,
      @Nullable Duration timeout,
      boolean cpu,
      boolean nullableReturn,
      boolean subtypes,
      @Nullable RetryPolicy retry) {

    Shape workers(int count) {
      return new Shape(count, timeout, cpu, nullableReturn, subtypes, retry);
    }

    Shape timeout(Duration limit) {
      return new Shape(workers, limit, cpu, nullableReturn, subtypes, retry);
    }

    Shape ofCpu() {
      return new Shape(workers, timeout, true, nullableReturn, subtypes, retry);
    }

    Shape ofNullableReturn() {
      return new Shape(workers, timeout, cpu, true, subtypes, retry);
    }

    Shape ofSubtypes() {
      return new Shape(workers, timeout, cpu, nullableReturn, true, retry);
    }

    Shape retry(RetryPolicy policy) {
      return new Shape(workers, timeout, cpu, nullableReturn, subtypes, policy);
    }
  }

  /** What it names. */
  private record Declared(
      List<Class<? extends Event>> sends,
      List<Class<? extends Event>> streams,
      List<Class<? extends Event>> waits,
      List<Class<? extends Workflow>> children,
      List<Class<?>> resources) {

    Declared sends(List<Class<? extends Event>> events) {
      return new Declared(events, streams, waits, children, resources);
    }

    Declared streams(List<Class<? extends Event>> events) {
      return new Declared(sends, events, waits, children, resources);
    }

    Declared waits(List<Class<? extends Event>> events) {
      return new Declared(sends, streams, events, children, resources);
    }

    Declared children(List<Class<? extends Workflow>> workflows) {
      return new Declared(sends, streams, waits, workflows, resources);
    }

    Declared resources(List<Class<?>> types) {
      return new Declared(sends, streams, waits, children, types);
    }
  }

  /** What it and its blocks were called before. */
  private record Earlier(List<String> step, Map<String, List<String>> blocks) {}

  private StepOptions(
      Shape shape, Declared declared, Earlier earlier, Set<SkipChecks.Check> skips) {
    this.shape = shape;
    this.declared = declared;
    this.earlier = earlier;
    this.skips = skips;
  }

  /** Four workers, no time limit, nothing sent or streamed; the step always returns an event. */
  public static StepOptions defaults() {
    return DEFAULTS;
  }

  private StepOptions with(Shape changed) {
    return new StepOptions(changed, declared, earlier, skips);
  }

  private StepOptions with(Declared changed) {
    return new StepOptions(shape, changed, earlier, skips);
  }

  private StepOptions with(Earlier changed) {
    return new StepOptions(shape, declared, changed, skips);
  }

  /** The same for a step that was called this before; see {@link Step#aliases}. */
  public StepOptions withAliases(String... names) {
    return with(new Earlier(List.of(names), earlier.blocks));
  }

  /** The same for a step one of whose blocks was called this before; see {@link OnceName}. */
  public StepOptions withOnceAliases(String block, String... names) {
    Map<String, List<String>> more = new HashMap<>(earlier.blocks);
    more.put(block, List.of(names));
    return with(new Earlier(earlier.step, Map.copyOf(more)));
  }

  /** The same for a step whose failed attempts are tried again as this says. */
  public StepOptions withRetry(RetryPolicy policy) {
    return with(
        shape.retry(Required.notNull(policy, "withRetry", "policy", "a policy, or leave it out")));
  }

  /** The same for a step that runs these workflows with {@link Context#child}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  public final StepOptions withChildren(Class<? extends Workflow>... workflows) {
    return with(declared.children(List.of(workflows)));
  }

  /** The same with so many executions at a time in one run; at least 1. */
  public StepOptions withWorkers(int count) {
    return with(shape.workers(count));
  }

  /** The same with a time limit for one attempt, longer than nothing. */
  public StepOptions withTimeout(Duration limit) {
    return with(
        shape.timeout(
            Required.notNull(
                limit, "withTimeout", "limit", "how long an attempt may take, or leave it out")));
  }

  /** The same for a step that computes for long without blocking; see {@link Step#cpu}. */
  public StepOptions withCpu() {
    return with(shape.ofCpu());
  }

  /** The same for a step that may return null, after which nothing follows. */
  public StepOptions withNullableReturn() {
    return with(shape.ofNullableReturn());
  }

  /** The same for a step that sends these events with {@link Context#send}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  public final StepOptions withSends(Class<? extends Event>... events) {
    return with(declared.sends(List.of(events)));
  }

  /** The same for a step that streams these events with {@link Context#stream}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  public final StepOptions withStreams(Class<? extends Event>... events) {
    return with(declared.streams(List.of(events)));
  }

  /** The same for a step that waits for these events. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  public final StepOptions withWaits(Class<? extends Event>... events) {
    return with(declared.waits(List.of(events)));
  }

  /** The same for a step that asks for these resources with {@link Context#resource}. */
  public StepOptions withResources(Class<?>... types) {
    return with(declared.resources(List.of(types)));
  }

  /**
   * The same for a step that takes or gives an open interface: every event of the workflow that
   * implements it.
   */
  public StepOptions withSubtypes() {
    return with(shape.ofSubtypes());
  }

  /** The same for a step of which these checks of the graph are left out. */
  public StepOptions withoutChecks(SkipChecks.Check... checks) {
    return new StepOptions(shape, declared, earlier, Set.copyOf(List.of(checks)));
  }

  /** Refuses what a step that handles failures does not have. */
  void checkForHandler(String step) {
    Shape plain = new Shape(4, shape.timeout, false, shape.nullableReturn, false, null);
    boolean fits = shape.equals(plain) && declared.waits.isEmpty() && declared.children.isEmpty();
    if (!fits) {
      throw new IllegalArgumentException(
          "step %s handles failures, so it has no withWorkers, withRetry, withChildren, withWaits, withSubtypes and withCpu; leave them out"
              .formatted(step));
    }
  }

  /** How many executions one run may have at a time. */
  public int workers() {
    return shape.workers;
  }

  /** Time limit of one attempt. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(shape.timeout);
  }

  /** Whether it computes for long. */
  public boolean cpu() {
    return shape.cpu;
  }

  /** Whether it may return null. */
  public boolean nullableReturn() {
    return shape.nullableReturn;
  }

  /** Whether an open interface stands for all events that implement it. */
  public boolean subtypes() {
    return shape.subtypes;
  }

  /** The resources it asks for. */
  public List<Class<?>> resources() {
    return declared.resources;
  }

  /** The events it sends. */
  public List<Class<? extends Event>> sends() {
    return declared.sends;
  }

  /** The events it streams. */
  public List<Class<? extends Event>> streams() {
    return declared.streams;
  }

  /** The events it waits for. */
  public List<Class<? extends Event>> waits() {
    return declared.waits;
  }

  /** When a failed attempt is tried again; never where this is empty. */
  public Optional<RetryPolicy> retry() {
    return Optional.ofNullable(shape.retry);
  }

  /** The checks of the graph that are left out. */
  public Set<SkipChecks.Check> skips() {
    return skips;
  }

  /** What it was called before. */
  public List<String> aliases() {
    return earlier.step;
  }

  /** What its blocks of {@link Context#once} were called before, by what they are called now. */
  public Map<String, List<String>> onceAliases() {
    return earlier.blocks;
  }

  /** The workflows it runs as children. */
  public List<Class<? extends Workflow>> children() {
    return declared.children;
  }
}
