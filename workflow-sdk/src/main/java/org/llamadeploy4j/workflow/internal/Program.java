package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.engine.Reducer;
import org.llamadeploy4j.workflow.internal.resources.ResourcePlan;
import org.llamadeploy4j.workflow.internal.resources.ResourceScope;
import org.llamadeploy4j.workflow.internal.retry.RetryReader;
import org.llamadeploy4j.workflow.internal.retry.RetryReading;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.retry.RetryPolicy;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/**
 * What all runs of one workflow share.
 *
 * @param family this workflow, its parents and its children
 * @param retries the policies of the steps that have one
 * @param resources those that live as long as the workflow
 */
record Program(
    Workflow workflow,
    FlowModel model,
    Codecs codecs,
    Reducer reducer,
    Family family,
    Map<String, RetryPolicy> retries,
    ResourceScope resources,
    ProgramOptions options) {

  /**
   * Reads a workflow and puts it into a family.
   *
   * @throws WorkflowDefinitionException listing every problem
   */
  static Program add(Workflow workflow, Family family, Loading loading) {
    Codecs codecs = new Codecs();
    FlowModel read = FlowReader.read(workflow.getClass(), codecs, loading.validate());
    FlowModel model = loading.roundTrip() ? read : read.sharingEvents();
    List<String> problems = new ArrayList<>();
    Map<String, RetryPolicy> retries = retries(model, problems);
    ResourcePlan plan = resources(workflow, model, codecs);
    problems.addAll(plan.check());
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
            codecs,
            reducer,
            family,
            retries,
            plan.open(workflow, env, loading.overrides()),
            loading.options());
    family.add(program);
    return program;
  }

  private static Map<String, RetryPolicy> retries(FlowModel model, List<String> problems) {
    Map<String, RetryPolicy> retries = new HashMap<>();
    for (StepModel step : model.steps()) {
      Method method = step.method();
      Retry retry = method == null ? null : method.getAnnotation(Retry.class);
      if (retry != null) {
        switch (RetryReader.read(retry)) {
          case RetryReading.Sound r -> retries.put(step.name(), r.policy());
          case RetryReading.Unsound r ->
              r.problems().forEach(p -> problems.add("step " + step.name() + ": " + p));
        }
      }
    }
    return Map.copyOf(retries);
  }

  private static ResourcePlan resources(Workflow workflow, FlowModel model, Codecs codecs) {
    Map<String, Method> methods = new HashMap<>();
    for (StepModel step : model.steps()) {
      if (step.method() != null) {
        methods.put(step.name(), step.method());
      }
    }
    return ResourcePlan.read(
        ReflectedFlow.authored(workflow.getClass()), methods, new JsonRecords(codecs));
  }

  /** Logical name of the workflow. */
  String flow() {
    return Names.of(ReflectedFlow.authored(workflow.getClass()));
  }

  EventTypes events() {
    return model.events();
  }

  Inputs inputs() {
    return new Inputs(model.events());
  }

  RetryPolicy retry(String step) {
    return retries.getOrDefault(step, RetryPolicy.never());
  }

  ClassLoader loader() {
    ClassLoader loader = workflow.getClass().getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }
}
