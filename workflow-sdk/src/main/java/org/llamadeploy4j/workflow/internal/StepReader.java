package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;

/** Reads one step method and notes every problem of it. */
final class StepReader {

  private final Method method;
  private final Step step;
  private final String name;
  private final List<String> problems;

  StepReader(Method method, Step step, List<String> problems) {
    this.method = method;
    this.step = step;
    this.name = step.name().isEmpty() ? method.getName() : step.name();
    this.problems = problems;
  }

  private void problem(String what) {
    problems.add("step " + name + ": " + what);
  }

  /** The step, or null when a problem was noted that leaves nothing to work with. */
  @Nullable StepModel read() {
    modifiers();
    List<StepModel.Parameter> parameters = new ArrayList<>();
    Class<?> input = parameters(parameters);
    Output output = output();
    StepModel.Limits limits = new StepModel.Limits(workers(), timeout());
    StepModel.Declared declared =
        new StepModel.Declared(
            declared(step.sends(), "sends"),
            declared(step.streams(), "streams"),
            declared(step.waits(), "waits"));
    if (input == null) {
      return null;
    }
    Set<Class<?>> accepts = expand(input, "takes");
    Set<Class<?>> returns = output.event() == null ? Set.of() : expand(output.event(), "returns");
    method.setAccessible(true);
    return new StepModel(
        name,
        method,
        List.copyOf(parameters),
        new StepModel.Shape(
            input, accepts, output.kind(), output.mayBeNull(), output.event(), returns, declared),
        limits);
  }

  private void modifiers() {
    int modifiers = method.getModifiers();
    if (Modifier.isPrivate(modifiers)) {
      problem("is private; make it package-private or wider");
    }
    if (Modifier.isStatic(modifiers)) {
      problem("is static; make it an instance method");
    }
    if (method.getTypeParameters().length > 0) {
      problem("has type parameters; a step works on exact event types");
    }
    if (step.cpu()) {
      problem("cpu = true is not supported yet");
    }
    if (step.subtypes()) {
      problem("subtypes = true is not supported yet; use a sealed interface");
    }
  }

  private int workers() {
    if (step.workers() < 1) {
      problem("has workers = %d; at least 1 is needed".formatted(step.workers()));
      return 1;
    }
    return step.workers();
  }

  private @Nullable Duration timeout() {
    if (step.timeout().isEmpty()) {
      return null;
    }
    try {
      Duration limit = Duration.parse(step.timeout());
      if (limit.isPositive()) {
        return limit;
      }
    } catch (DateTimeParseException e) {
      // reported below, like one that is not positive
    }
    problem(
        "has timeout = \"%s\"; it must be a positive ISO-8601 duration such as PT30S"
            .formatted(step.timeout()));
    return null;
  }

  private @Nullable Class<?> parameters(List<StepModel.Parameter> parameters) {
    Class<?> input = null;
    for (java.lang.reflect.Parameter parameter : method.getParameters()) {
      Class<?> type = parameter.getType();
      if (type == Context.class) {
        parameters.add(StepModel.Parameter.CONTEXT);
      } else if (Event.class.isAssignableFrom(type)) {
        if (input != null) {
          problem("takes several events; joins are not supported yet");
        }
        input = type;
        parameters.add(StepModel.Parameter.EVENT);
      } else if (Collection.class.isAssignableFrom(type)) {
        problem("takes a %s; joins are not supported yet".formatted(type.getSimpleName()));
      } else if (type.getName().equals("kotlin.coroutines.Continuation")) {
        problem(
            "is a Kotlin suspend function; make it an ordinary one, it has a virtual thread of its own");
      } else {
        problem(
            "has a parameter of type %s; a step takes an event and a Context, injection is not supported yet"
                .formatted(type.getName()));
      }
    }
    if (input == null && parameters.size() == method.getParameterCount()) {
      problem("takes no event");
    }
    return input;
  }

  private record Output(StepModel.Returns kind, @Nullable Class<?> event, boolean mayBeNull) {}

  private Output output() {
    boolean nullable =
        Codecs.isNullable(method) || Codecs.isNullable(method.getAnnotatedReturnType());
    Type type = method.getGenericReturnType();
    Class<?> raw = method.getReturnType();
    if (raw == void.class || raw == Void.class) {
      return new Output(StepModel.Returns.NOTHING, null, true);
    }
    if (raw == Optional.class) {
      return new Output(StepModel.Returns.OPTIONAL, eventArgument(type), true);
    }
    if (raw == CompletionStage.class || raw == CompletableFuture.class) {
      return new Output(StepModel.Returns.STAGE, eventArgument(type), nullable);
    }
    if (Event.class.isAssignableFrom(raw)) {
      return new Output(StepModel.Returns.EVENT, raw, nullable);
    }
    problem("returns %s".formatted(badReturn(type, raw)));
    return new Output(StepModel.Returns.NOTHING, null, true);
  }

  private static String badReturn(Type type, Class<?> raw) {
    if (Collection.class.isAssignableFrom(raw)
        || raw.isArray()
        || type instanceof GenericArrayType) {
      return "several events; fan-out is not supported yet, send them with Context.send";
    }
    if (raw.getName().equals("java.util.concurrent.Flow$Publisher")
        || raw.getName().startsWith("org.reactivestreams")
        || raw.getName().startsWith("reactor.")) {
      return "a reactive type; block instead, every step has a virtual thread of its own";
    }
    return type.getTypeName()
        + ", which is no event; return an event, an Optional or CompletionStage of one, or void";
  }

  private @Nullable Class<?> eventArgument(Type type) {
    if (type instanceof ParameterizedType p
        && p.getActualTypeArguments()[0] instanceof Class<?> argument
        && Event.class.isAssignableFrom(argument)) {
      return argument;
    }
    boolean nothing =
        type instanceof ParameterizedType p && p.getActualTypeArguments()[0] == Void.class;
    if (!nothing) {
      problem("returns %s, whose content is no event".formatted(type.getTypeName()));
    }
    return null;
  }

  private Set<Class<?>> declared(Class<? extends Event>[] types, String attribute) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<? extends Event> type : types) {
      all.addAll(expand(type, "declares in " + attribute));
    }
    return all;
  }

  /** The exact classes of a declared event type. */
  private Set<Class<?>> expand(Class<?> type, String verb) {
    Set<Class<?>> exact = new LinkedHashSet<>();
    if (type == StartEvent.class) {
      exact.add(FreeEvent.Start.class);
    } else if (type == StopEvent.class) {
      exact.add(FreeEvent.Stop.class);
    } else if (type == InputRequiredEvent.class) {
      exact.add(FreeEvent.Question.class);
    } else if (type == HumanResponseEvent.class) {
      exact.add(FreeEvent.Answer.class);
    } else {
      for (Class<?> leaf : Names.leaves(type)) {
        if (leaf.isRecord() && Event.class.isAssignableFrom(leaf)) {
          exact.add(leaf);
        } else {
          problem("%s %s, but %s".formatted(verb, type.getName(), whyNot(leaf)));
        }
      }
    }
    return exact;
  }

  private static String whyNot(Class<?> leaf) {
    if (!Event.class.isAssignableFrom(leaf)) {
      return leaf.getName() + " is no Event";
    }
    return leaf.isInterface()
        ? leaf.getName() + " is an open interface; seal it, or name an exact event"
        : leaf.getName() + " is a class; write events as records";
  }
}
