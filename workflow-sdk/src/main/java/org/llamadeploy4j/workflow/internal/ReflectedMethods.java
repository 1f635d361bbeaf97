package org.llamadeploy4j.workflow.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Collect;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.SkipChecks;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.internal.retry.RetryReader;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts;
import org.llamadeploy4j.workflow.internal.rules.RetryFacts;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;
import org.llamadeploy4j.workflow.retry.Retry;

/**
 * Describes methods to the rules.
 *
 * @param types where the types go that they name
 */
record ReflectedMethods(ReflectedTypes types) {

  MethodFacts facts(Method method) {
    Set<MethodFacts.Trait> traits = EnumSet.noneOf(MethodFacts.Trait.class);
    if (Modifier.isPrivate(method.getModifiers())) {
      traits.add(MethodFacts.Trait.PRIVATE);
    }
    if (Modifier.isStatic(method.getModifiers())) {
      traits.add(MethodFacts.Trait.STATIC);
    }
    if (method.getTypeParameters().length > 0) {
      traits.add(MethodFacts.Trait.GENERIC);
    }
    TypeUse returns = types.use(method.getAnnotatedReturnType());
    return new MethodFacts(
        method.getName(),
        traits,
        parameters(method),
        returns.withNullable(returns.nullable() || Codecs.isNullable(method)),
        marks(method));
  }

  private MethodFacts.Marks marks(Method method) {
    Provides provides = method.getAnnotation(Provides.class);
    Retry retry = method.getAnnotation(Retry.class);
    return new MethodFacts.Marks(
        step(method.getAnnotation(Step.class)),
        handler(method.getAnnotation(CatchError.class)),
        provides == null ? null : provides.scope(),
        retry == null ? null : new RetryFacts(RetryReader.values(retry), RetryReader.policy(retry)),
        skips(method));
  }

  /** The checks that are left out. */
  static Set<SkipChecks.Check> skips(AnnotatedElement element) {
    SkipChecks skips = element.getAnnotation(SkipChecks.class);
    return skips == null ? Set.of() : Set.copyOf(List.of(skips.value()));
  }

  private List<MethodFacts.ParameterFacts> parameters(Method method) {
    AnnotatedType[] written = method.getAnnotatedParameterTypes();
    Annotation[][] annotations = method.getParameterAnnotations();
    List<MethodFacts.ParameterFacts> parameters = new ArrayList<>();
    for (int i = 0; i < written.length; i++) {
      boolean injected = false;
      MethodFacts.ConfigMark config = null;
      Integer take = null;
      for (Annotation annotation : annotations[i]) {
        switch (annotation) {
          case Inject a -> injected = true;
          case ConfigFile a -> config = new MethodFacts.ConfigMark(a.value(), a.at());
          case Collect a -> take = a.take();
          default -> {}
        }
      }
      parameters.add(new MethodFacts.ParameterFacts(types.use(written[i]), injected, config, take));
    }
    return parameters;
  }

  private MethodFacts.@Nullable StepMarks step(@Nullable Step step) {
    return step == null
        ? null
        : new MethodFacts.StepMarks(
            step.name(),
            step.workers(),
            step.timeout(),
            step.subtypes(),
            step.cpu(),
            new MethodFacts.Declared(uses(step.sends()), uses(step.streams()), uses(step.waits())),
            Stream.of(step.children()).map(Class::getName).toList());
  }

  private MethodFacts.@Nullable HandlerMarks handler(@Nullable CatchError handler) {
    return handler == null
        ? null
        : new MethodFacts.HandlerMarks(
            handler.name(),
            List.of(handler.steps()),
            handler.maxRecoveries(),
            handler.timeout(),
            new MethodFacts.Declared(uses(handler.sends()), uses(handler.streams()), List.of()));
  }

  private List<TypeUse> uses(Class<? extends Event>[] declared) {
    return Stream.of(declared).map(types::use).toList();
  }
}
