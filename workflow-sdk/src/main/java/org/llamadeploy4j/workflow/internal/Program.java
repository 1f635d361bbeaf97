package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.engine.Reducer;
import org.llamadeploy4j.workflow.internal.resources.ResourcePlan;
import org.llamadeploy4j.workflow.internal.resources.ResourceScope;
import org.llamadeploy4j.workflow.internal.rules.Place;
import org.llamadeploy4j.workflow.internal.rules.Problem;
import org.llamadeploy4j.workflow.internal.rules.Rule;
import org.llamadeploy4j.workflow.internal.rules.Words;
import org.llamadeploy4j.workflow.retry.RetryPolicy;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/**
 * What all runs of one workflow share.
 *
 * @param steps those of the model by name
 * @param family this workflow, its parents and its children
 * @param resourceTypes the types of resources that it makes or asks for
 * @param resources those that live as long as the workflow
 */
record Program(
    Workflow workflow,
    FlowModel model,
    Map<String, StepModel> steps,
    Codecs codecs,
    Reducer reducer,
    Family family,
    Set<Class<?>> resourceTypes,
    ResourceScope resources,
    ProgramOptions options) {

  /**
   * Reads a workflow and puts it into a family.
   *
   * @throws WorkflowDefinitionException listing every problem
   */
  static Program add(Workflow workflow, Family family, Loading loading) {
    Codecs codecs = new Codecs();
    FlowModel read = FlowReader.read(workflow, codecs, loading.validate());
    FlowModel model = loading.roundTrip() ? read : read.sharingEvents();
    ResourcePlan plan = resources(workflow, model, codecs);
    List<String> problems = new ArrayList<>(model.aliasProblems());
    problems.addAll(RunLimits.problems(workflow));
    plan.check().stream().map(Program::configFile).forEach(problems::add);
    if (!problems.isEmpty()) {
      throw new WorkflowDefinitionException(workflow.getClass().getName(), problems);
    }
    Reducer reducer =
        new Reducer(
            model.plan(workflow.timeLimit().orElse(null)), new Components(model.events()), family);
    Env env = loading.options().env();
    Program program =
        new Program(
            workflow,
            model,
            index(model),
            codecs,
            reducer,
            family,
            plan.types(),
            plan.open(workflow, env, overrides(plan, loading)),
            loading.options());
    family.add(program);
    return program;
  }

  /** Those that are for it; others of the family may be for its children. */
  private static Map<Class<?>, Object> overrides(ResourcePlan plan, Loading loading) {
    Map<Class<?>, Object> own = new HashMap<>(loading.overrides());
    own.keySet().retainAll(plan.types());
    return own;
  }

  private static String configFile(String sentence) {
    return new Problem(Rule.CONFIG_FILE, Place.CLASS, sentence).text();
  }

  private static Map<String, StepModel> index(FlowModel model) {
    Map<String, StepModel> steps = new HashMap<>();
    model.steps().forEach(step -> steps.put(step.name(), step));
    return steps;
  }

  private static ResourcePlan resources(Workflow workflow, FlowModel model, Codecs codecs) {
    if (workflow instanceof BuiltWorkflow built) {
      Map<String, List<Class<?>>> asks = new HashMap<>();
      built.steps().forEach(step -> asks.put(step.name(), step.options().resources()));
      return ResourcePlan.of(built.makers(), asks);
    }
    Map<String, Method> methods = new HashMap<>();
    for (StepModel step : model.steps()) {
      if (step.method() != null) {
        methods.put(step.name(), step.method());
      }
    }
    return ResourcePlan.read(
        ReflectedFlow.authored(workflow.getClass()), methods, new JsonRecords(codecs));
  }

  /** What its author writes, for messages. */
  Words words() {
    return workflow instanceof BuiltWorkflow ? Words.BUILDER : Words.ANNOTATIONS;
  }

  StepModel step(String name) {
    StepModel step = steps.get(name);
    if (step == null) {
      throw new IllegalArgumentException("no step " + name + " in " + flow());
    }
    return step;
  }

  /** The workflows that a step may run as children; none where there is no such step. */
  List<Program> childrenOf(String step) {
    StepModel model = steps.get(step);
    List<Class<? extends Workflow>> types = model == null ? List.of() : model.extras().children();
    return types.stream()
        .map(type -> family.named(Names.of(type)))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Logical name of the workflow. */
  String flow() {
    return nameOf(workflow);
  }

  /** Logical name of a workflow. */
  static String nameOf(Workflow workflow) {
    return workflow instanceof BuiltWorkflow built
        ? built.name()
        : Names.of(ReflectedFlow.authored(workflow.getClass()));
  }

  /** Logical names of the declared state types. */
  Set<String> stateTypes() {
    return model.states().declared();
  }

  EventTypes events() {
    return model.events();
  }

  Inputs inputs() {
    return new Inputs(model.events());
  }

  RetryPolicy retry(String step) {
    return step(step).extras().retry();
  }

  ClassLoader loader() {
    ClassLoader loader = workflow.getClass().getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }
}
