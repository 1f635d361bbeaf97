package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.rules.DataTypes;
import org.llamadeploy4j.workflow.internal.rules.FamilyFacts;
import org.llamadeploy4j.workflow.internal.rules.FlowFacts;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts;

/** Describes a workflow that was built of functions to the rules. */
final class BuiltFlow implements FlowSource {

  private final BuiltWorkflow workflow;
  private final ReflectedTypes types = new ReflectedTypes();

  BuiltFlow(BuiltWorkflow workflow) {
    this.workflow = workflow;
  }

  @Override
  public String name() {
    return workflow.name();
  }

  @Override
  public FlowFacts facts() {
    List<MethodFacts> methods = workflow.steps().stream().map(s -> s.facts(types)).toList();
    ReflectedFamily family = new ReflectedFamily();
    workflow.steps().forEach(s -> s.options().children().forEach(family::add));
    ReflectedData data = new ReflectedData();
    types.stored().forEach(data::add);
    return new FlowFacts(
        new FamilyFacts(workflow.name(), workflow.name(), family.facts()),
        methods,
        types.facts(),
        Set.of(),
        new DataTypes(data.facts(), Map.of()),
        List.of(),
        Set.of(),
        true);
  }

  @Override
  public ReflectedTypes types() {
    return types;
  }

  @Override
  public Set<Class<?>> hierarchy() {
    return Set.of();
  }

  @Override
  public @Nullable Method method(int index) {
    return null;
  }

  @Override
  public StepCall call(int index) {
    return workflow.steps().get(index).call();
  }

  @Override
  public StepExtras extras(int index) {
    return StepExtras.of(workflow.steps().get(index).options());
  }
}
