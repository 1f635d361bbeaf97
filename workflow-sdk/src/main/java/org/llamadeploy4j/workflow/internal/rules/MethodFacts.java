package org.llamadeploy4j.workflow.internal.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Provides.Scope;
import org.llamadeploy4j.workflow.SkipChecks;

/**
 * A method with one of our annotations, or what a builder of workflows was given in place of one.
 *
 * @param step what {@code @Step} says, or null
 * @param handler what {@code @CatchError} says, or null
 * @param scope what {@code @Provides} says, or null
 */
public record MethodFacts(
    String name,
    Set<Trait> traits,
    List<ParameterFacts> parameters,
    TypeUse returns,
    @Nullable StepMarks step,
    @Nullable HandlerMarks handler,
    @Nullable Scope scope,
    Set<SkipChecks.Check> skips) {

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
   * @param configFile what {@code @ConfigFile} names, or null
   * @param take what {@code @Collect} takes, or null where it has none
   */
  public record ParameterFacts(
      TypeUse type, boolean injected, @Nullable String configFile, @Nullable Integer take) {

    /** A parameter without annotations. */
    public static ParameterFacts plain(TypeUse type) {
      return new ParameterFacts(type, false, null, null);
    }
  }

  /** The values of {@code @Step}. */
  public record StepMarks(
      String name, int workers, String timeout, boolean subtypes, boolean cpu, Declared declared) {}

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
    skips = Set.copyOf(skips);
  }

  /** The name of the step that it is, or null. */
  @Nullable String stepName() {
    String given = step != null ? step.name() : handler != null ? handler.name() : null;
    return given != null && given.isBlank() ? name : given;
  }
}
