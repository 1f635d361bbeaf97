package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.resources.BuiltMaker;
import org.llamadeploy4j.workflow.internal.rules.DataTypes;
import org.llamadeploy4j.workflow.internal.rules.FamilyFacts;
import org.llamadeploy4j.workflow.internal.rules.FlowFacts;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts;
import org.llamadeploy4j.workflow.internal.rules.Words;

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
    List<MethodFacts> methods = new ArrayList<>();
    workflow.steps().forEach(s -> methods.add(s.facts(types)));
    workflow.makers().forEach(m -> methods.add(facts(m)));
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
        true,
        Words.BUILDER);
  }

  private MethodFacts facts(BuiltMaker maker) {
    return new MethodFacts(
        maker.name(),
        Set.of(),
        maker.needs().stream().map(n -> BuiltStep.injected(n, types)).toList(),
        types.use(maker.type()),
        new MethodFacts.Marks(null, null, maker.scope(), null, Set.of()));
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
  public StepModel.Parameter.OfResource resource(int index, int parameter) {
    return new StepModel.Parameter.OfResource(
        workflow.steps().get(index).resource(parameter), null);
  }

  @Override
  public StepExtras extras(int index) {
    return StepExtras.of(workflow.steps().get(index).options());
  }
}
