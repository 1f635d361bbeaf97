package org.llamadeploy4j.workflowprocessor;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Collect;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.SkipChecks;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;

/**
 * Describes methods as the compiler sees them to the rules.
 *
 * @param types where the types go that they name
 */
record MirrorMethods(Elements elements, Types compiler, MirrorTypes types) {

  MethodFacts facts(ExecutableElement method) {
    Set<MethodFacts.Trait> traits = EnumSet.noneOf(MethodFacts.Trait.class);
    if (method.getModifiers().contains(Modifier.PRIVATE)) {
      traits.add(MethodFacts.Trait.PRIVATE);
    }
    if (method.getModifiers().contains(Modifier.STATIC)) {
      traits.add(MethodFacts.Trait.STATIC);
    }
    if (!method.getTypeParameters().isEmpty()) {
      traits.add(MethodFacts.Trait.GENERIC);
    }
    TypeUse returns = types.use(method.getReturnType());
    return new MethodFacts(
        method.getSimpleName().toString(),
        traits,
        method.getParameters().stream().map(this::parameter).toList(),
        returns.withNullable(returns.nullable() || MirrorUses.isNullable(method)),
        marks(method));
  }

  private MethodFacts.Marks marks(ExecutableElement method) {
    Marks provides = Marks.of(method, Provides.class, elements);
    return new MethodFacts.Marks(
        step(Marks.of(method, Step.class, elements)),
        handler(Marks.of(method, CatchError.class, elements)),
        provides == null ? null : Provides.Scope.valueOf(provides.constant("scope")),
        new MirrorRetry(elements, compiler).of(method),
        skips(method));
  }

  private MethodFacts.ParameterFacts parameter(VariableElement parameter) {
    Marks file = Marks.of(parameter, ConfigFile.class, elements);
    Marks collect = Marks.of(parameter, Collect.class, elements);
    return new MethodFacts.ParameterFacts(
        types.use(parameter.asType()),
        Marks.of(parameter, Inject.class, elements) != null,
        file == null ? null : new MethodFacts.ConfigMark(file.text("value"), file.text("at")),
        collect == null ? null : collect.number("take"));
  }

  private MethodFacts.@Nullable StepMarks step(@Nullable Marks step) {
    return step == null
        ? null
        : new MethodFacts.StepMarks(
            step.text("name"),
            step.number("workers"),
            step.text("timeout"),
            step.flag("subtypes"),
            step.flag("cpu"),
            new MethodFacts.Declared(
                uses(step, "sends"), uses(step, "streams"), uses(step, "waits")),
            step.classes("children").stream().map(c -> types.name(MirrorUses.element(c))).toList());
  }

  private MethodFacts.@Nullable HandlerMarks handler(@Nullable Marks handler) {
    return handler == null
        ? null
        : new MethodFacts.HandlerMarks(
            handler.text("name"),
            handler.texts("steps"),
            handler.number("maxRecoveries"),
            handler.text("timeout"),
            new MethodFacts.Declared(uses(handler, "sends"), uses(handler, "streams"), List.of()));
  }

  private List<TypeUse> uses(Marks marks, String attribute) {
    return marks.classes(attribute).stream().map(types::use).toList();
  }

  /** The checks that are left out. */
  Set<SkipChecks.Check> skips(Element element) {
    Marks skips = Marks.of(element, SkipChecks.class, elements);
    return skips == null
        ? Set.of()
        : skips.constants("value").stream()
            .map(SkipChecks.Check::valueOf)
            .collect(Collectors.toSet());
  }
}
