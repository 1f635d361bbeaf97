package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.OneOf;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.StepFn;
import org.llamadeploy4j.workflow.StepOptions;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts.ParameterFacts;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;

/** A step as its builder was given it. */
public record BuiltStep(
    String name, Input input, Output output, StepOptions options, StepFn<?, ?> code) {

  /** What it takes. */
  public sealed interface Input {

    /** One event. */
    record One(OneOf<?> types) implements Input {}

    /** An event for each slot. */
    record Slots(List<Class<? extends Event>> slots) implements Input {}

    /** What a stream's members become. */
    record Joined(OneOf<?> types, int take) implements Input {}

    /** A failure. */
    record Failure(Handling handling) implements Input {}
  }

  /** Whose failures a handler takes, and how often. */
  public record Handling(List<String> steps, int maxRecoveries) {}

  /**
   * What it gives.
   *
   * @param types null for nothing
   * @param listed whether several at once
   */
  public record Output(@Nullable OneOf<?> types, boolean listed) {
    public static final Output NOTHING = new Output(null, false);
  }

  /** The same in the words of the rules, as a method with a context before what it takes. */
  MethodFacts facts(ReflectedTypes types) {
    MethodFacts.Declared declared =
        new MethodFacts.Declared(
            uses(options.sends(), types),
            uses(options.streams(), types),
            uses(options.waits(), types));
    String timeout = options.timeout().map(Object::toString).orElse("");
    boolean handler = input instanceof Input.Failure;
    MethodFacts.StepMarks step =
        new MethodFacts.StepMarks(
            name,
            options.workers(),
            timeout,
            options.subtypes(),
            options.cpu(),
            declared,
            options.children().stream().map(Class::getName).toList());
    MethodFacts.Marks marks =
        new MethodFacts.Marks(
            handler ? null : step,
            input instanceof Input.Failure f
                ? new MethodFacts.HandlerMarks(
                    name, f.handling.steps, f.handling.maxRecoveries, timeout, declared)
                : null,
            null,
            null,
            options.skips());
    return new MethodFacts(name, Set.of(), parameters(types), returns(types), marks);
  }

  private List<ParameterFacts> parameters(ReflectedTypes types) {
    List<ParameterFacts> parameters = new ArrayList<>();
    parameters.add(ParameterFacts.plain(types.use(Context.class)));
    switch (input) {
      case Input.One i -> parameters.add(ParameterFacts.plain(union(i.types, types)));
      case Input.Slots i ->
          i.slots.forEach(s -> parameters.add(ParameterFacts.plain(types.use(s))));
      case Input.Joined i ->
          parameters.add(new ParameterFacts(list(i.types, types), false, null, i.take));
      case Input.Failure i ->
          parameters.add(ParameterFacts.plain(types.use(StepFailedEvent.class)));
    }
    options.resources().forEach(r -> parameters.add(injected(r, types)));
    return parameters;
  }

  /** Asks for a resource. */
  static ParameterFacts injected(Class<?> type, ReflectedTypes types) {
    return new ParameterFacts(types.use(type), true, null, null);
  }

  /** The type of the resource that this parameter asks for; they come last. */
  Class<?> resource(int parameter) {
    return options.resources().get(parameter - 1 - taken());
  }

  /** How many parameters are events. */
  private int taken() {
    return input instanceof Input.Slots slots ? slots.slots.size() : 1;
  }

  private TypeUse returns(ReflectedTypes types) {
    if (output.types == null) {
      return types.use(void.class);
    }
    TypeUse use = output.listed ? list(output.types, types) : union(output.types, types);
    return use.withNullable(options.nullableReturn());
  }

  private static TypeUse list(OneOf<?> elements, ReflectedTypes types) {
    types.add(List.class);
    return TypeUse.declared(List.class.getName(), List.of(union(elements, types)));
  }

  private static TypeUse union(OneOf<?> events, ReflectedTypes types) {
    return TypeUse.union(events.types().stream().map(types::use).toList());
  }

  private static List<TypeUse> uses(List<Class<? extends Event>> events, ReflectedTypes types) {
    return events.stream().map(types::use).toList();
  }

  /**
   * How it is called: with its context and what it takes, several events as a list. Its resources
   * it asks its context for.
   */
  StepCall call() {
    @SuppressWarnings("unchecked") // the builder's types have tied the function to what it takes
    StepFn<Object, ?> function = (StepFn<Object, ?>) code;
    boolean several = input instanceof Input.Slots;
    return (workflow, arguments) -> {
      Object taken = several ? Stream.of(arguments).skip(1).limit(taken()).toList() : arguments[1];
      return function.apply((Context) arguments[0], taken);
    };
  }
}
