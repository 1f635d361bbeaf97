package org.llamadeploy4j.workflow.internal.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Provides.Scope;
import org.llamadeploy4j.workflow.SkipChecks;

/**
 * A method with one of our annotations, or what a builder of workflows was given in place of one.
 */
public record MethodFacts(
    String name, Set<Trait> traits, List<ParameterFacts> parameters, TypeUse returns, Marks marks) {

  /** An order that does not depend on who reads: by name, then by parameters. */
  public static final Comparator<MethodFacts> ORDER =
      Comparator.comparing(MethodFacts::name)
          .thenComparing(
              m -> m.parameters.stream().map(p -> p.type().identity()).toList().toString());

  /** A property of the method's declaration. */
  public enum Trait {
    PRIVATE,
    STATIC,
    /** It has type parameters. */
    GENERIC
  }

  /**
   * A parameter.
   *
   * @param injected whether it has {@code @Inject}
   * @param config what {@code @ConfigFile} says, or null
   * @param take what {@code @Collect} takes, or null where it has none
   */
  public record ParameterFacts(
      TypeUse type, boolean injected, @Nullable ConfigMark config, @Nullable Integer take) {

    /** A parameter without annotations. */
    public static ParameterFacts plain(TypeUse type) {
      return new ParameterFacts(type, false, null, null);
    }
  }

  /** The values of {@code @ConfigFile}. */
  public record ConfigMark(String file, String at) {}

  /**
   * What its annotations say.
   *
   * @param step what {@code @Step} says, or null
   * @param handler what {@code @CatchError} says, or null
   * @param scope what {@code @Provides} says, or null
   * @param retry what {@code @Retry} says, or null
   */
  public record Marks(
      @Nullable StepMarks step,
      @Nullable HandlerMarks handler,
      @Nullable Scope scope,
      @Nullable RetryFacts retry,
      Set<SkipChecks.Check> skips) {
    public Marks {
      skips = Set.copyOf(skips);
    }
  }

  /**
   * The values of {@code @Step}.
   *
   * @param children binary names of workflows
   */
  public record StepMarks(
      String name,
      int workers,
      String timeout,
      boolean subtypes,
      boolean cpu,
      Declared declared,
      List<String> children) {
    public StepMarks {
      children = List.copyOf(children);
    }
  }

  /** The values of {@code @CatchError}. */
  public record HandlerMarks(
      String name, List<String> steps, int maxRecoveries, String timeout, Declared declared) {
    public HandlerMarks {
      steps = List.copyOf(steps);
    }
  }

  /** The events that an annotation declares. */
  public record Declared(List<TypeUse> sends, List<TypeUse> streams, List<TypeUse> waits) {
    public Declared {
      sends = List.copyOf(sends);
      streams = List.copyOf(streams);
      waits = List.copyOf(waits);
    }
  }

  public MethodFacts {
    traits = Set.copyOf(traits);
    parameters = List.copyOf(parameters);
  }

  @Nullable StepMarks step() {
    return marks.step;
  }

  @Nullable HandlerMarks handler() {
    return marks.handler;
  }

  /** How long what it makes lives; null where it makes nothing. */
  public @Nullable Scope scope() {
    return marks.scope;
  }

  Set<SkipChecks.Check> skips() {
    return marks.skips;
  }

  /** Whether it is a step, one that handles failures included. */
  boolean isStep() {
    return marks.step != null || marks.handler != null;
  }

  /** The name of the step that it is, or null. */
  @Nullable String stepName() {
    String given = givenName();
    return given != null && given.isEmpty() ? name : given;
  }

  /** The name that its annotation gives the step; empty where it is called as the method. */
  private @Nullable String givenName() {
    return marks.step != null
        ? marks.step.name()
        : marks.handler != null ? marks.handler.name() : null;
  }

  /** What problems begin with. */
  public String subject() {
    String step = stepName();
    if (step != null) {
      return "step " + ProperName.shown(step);
    }
    return (marks.scope != null ? "resource " : "method ") + name;
  }
}
