package org.llamadeploy4j.workflow.internal.rules;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Declared;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Input;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Limits;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Output;

/** The rules that a step's method keeps by itself. */
final class StepRules {

  private final EventWorld world;
  private final Problems problems;

  StepRules(EventWorld world, Problems problems) {
    this.world = world;
    this.problems = problems;
  }

  /** The step, or null when a problem was noted that leaves nothing to work with. */
  @Nullable StepSignature read(int index, MethodFacts method) {
    MethodFacts.StepMarks step = method.step();
    MethodFacts.HandlerMarks handler = method.handler();
    if (handler != null) {
      return handler(scope(index, method, handler.name(), false), method, handler);
    }
    return step == null
        ? null
        : step(scope(index, method, step.name(), step.subtypes()), method, step);
  }

  private StepScope scope(int index, MethodFacts method, String given, boolean subtypes) {
    StepScope scope =
        new StepScope(
            world,
            problems,
            Place.method(index),
            given.isEmpty() ? method.name() : given,
            subtypes,
            new LinkedHashSet<>());
    String fault = ProperName.fault(scope.name());
    if (fault != null) {
      scope.problem(Rule.STEP_NAME, scope.place().attribute("name"), fault);
    }
    modifiers(scope, method);
    return scope;
  }

  private static void modifiers(StepScope scope, MethodFacts method) {
    if (method.traits().contains(MethodFacts.Trait.PRIVATE)) {
      scope.problem(
          Rule.STEP_PRIVATE, scope.place(), "is private; make it package-private or wider");
    }
    if (method.traits().contains(MethodFacts.Trait.STATIC)) {
      scope.problem(Rule.STEP_STATIC, scope.place(), "is static; make it an instance method");
    }
    if (method.traits().contains(MethodFacts.Trait.GENERIC)) {
      scope.problem(
          Rule.STEP_GENERIC,
          scope.place(),
          "has type parameters; a step works on exact event types");
    }
    long annotations =
        Stream.of(method.step(), method.handler(), method.scope()).filter(a -> a != null).count();
    if (annotations > 1) {
      scope.problem(
          Rule.STEP_ANNOTATIONS,
          scope.place(),
          "has several of @Step, @CatchError and @Provides; keep one");
    }
  }

  private @Nullable StepSignature step(
      StepScope scope, MethodFacts method, MethodFacts.StepMarks marks) {
    if (marks.workers() < 1) {
      scope.problem(
          Rule.WORKERS,
          scope.place().attribute("workers"),
          "has %s; at least 1 is needed"
              .formatted(scope.world().words().option("workers", "" + marks.workers())));
    }
    Limits limits =
        new Limits(Math.max(1, marks.workers()), timeout(scope, marks.timeout()), marks.cpu());
    InputRules inputs = new InputRules(scope, method);
    return signature(
        scope, method, inputs, inputs.read(), limits, declared(scope, marks.declared()));
  }

  private @Nullable StepSignature handler(
      StepScope scope, MethodFacts method, MethodFacts.HandlerMarks marks) {
    if (marks.maxRecoveries() < 1) {
      scope.problem(
          Rule.HANDLER_RECOVERIES,
          scope.place().attribute("maxRecoveries"),
          "has maxRecoveries = %d; at least 1 is needed".formatted(marks.maxRecoveries()));
    }
    Limits limits = new Limits(1, timeout(scope, marks.timeout()), false);
    InputRules inputs = new InputRules(scope, method);
    Input input = inputs.readFailure(marks);
    return signature(scope, method, inputs, input, limits, declared(scope, marks.declared()));
  }

  private @Nullable StepSignature signature(
      StepScope scope,
      MethodFacts method,
      InputRules inputs,
      @Nullable Input input,
      Limits limits,
      Declared declared) {
    Output output = new OutputRules(scope, method.returns()).read();
    return input == null
        ? null
        : new StepSignature(
            scope.place().method(),
            scope.name(),
            input,
            inputs.roles(),
            output,
            declared,
            limits,
            Set.copyOf(scope.open()),
            method.skips());
  }

  private static Declared declared(StepScope scope, MethodFacts.Declared declared) {
    return new Declared(
        scope.declared(declared.sends(), "sends"),
        scope.declared(declared.streams(), "streams"),
        scope.declared(declared.waits(), "waits"));
  }

  private static @Nullable Duration timeout(StepScope scope, String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      Duration limit = Duration.parse(text);
      if (limit.isPositive()) {
        return limit;
      }
    } catch (DateTimeParseException e) {
      // reported below, like one that is not positive
    }
    scope.problem(
        Rule.TIMEOUT,
        scope.place().attribute("timeout"),
        scope.world().words() == Words.BUILDER
            ? "has withTimeout(%s); it must be longer than nothing".formatted(text)
            : "has timeout = \"%s\"; it must be a positive ISO-8601 duration such as PT30S"
                .formatted(text));
    return null;
  }
}
