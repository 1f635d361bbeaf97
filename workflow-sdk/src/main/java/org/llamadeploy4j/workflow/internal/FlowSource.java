package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.rules.FlowFacts;

/** Where a workflow's steps come from. Belongs to one reader. */
sealed interface FlowSource permits ReflectedFlow, BuiltFlow {

  /** What the workflow is called in messages. */
  String name();

  /** The workflow as written; to be asked first, and once. */
  FlowFacts facts();

  /** The classes that the facts name. */
  ReflectedTypes types();

  /** The classes whose nested types belong to the workflow. */
  Set<Class<?>> hierarchy();

  /** The method at this index of the facts, or null where there is none behind it. */
  @Nullable Method method(int index);

  /** How the step at this index of the facts is called. */
  StepCall call(int index);

  /** What this parameter of the step at this index of the facts asks for. */
  StepModel.Parameter.OfResource resource(int index, int parameter);

  /** What the step at this index of the facts needs besides its place in the graph. */
  StepExtras extras(int index);

  /** The source of a workflow. */
  static FlowSource of(Workflow workflow) {
    return workflow instanceof BuiltWorkflow built
        ? new BuiltFlow(built)
        : new ReflectedFlow(workflow.getClass());
  }
}
