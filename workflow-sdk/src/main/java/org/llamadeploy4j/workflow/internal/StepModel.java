package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Gives;
import org.llamadeploy4j.workflow.engine.StepPlan;
import org.llamadeploy4j.workflow.engine.Takes;

/**
 * A step as read from its method.
 *
 * @param parameters what each parameter gets, in order
 * @param shape what its types say, unions expanded
 */
record StepModel(
    String name, Method method, List<Parameter> parameters, Shape shape, Limits limits) {

  /** What a parameter gets. */
  enum Parameter {
    CONTEXT,
    EVENT
  }

  /** What the method gives back. */
  enum Returns {
    NOTHING,
    EVENT,
    OPTIONAL,
    STAGE
  }

  /**
   * The step's place in the graph. All classes are exact.
   *
   * @param declaredInput the parameter's type before a union is expanded
   * @param declaredOutput the return type's event before a union is expanded, or null
   * @param mayBeNull whether null may be returned where an event could be
   */
  record Shape(
      Class<?> declaredInput,
      Set<Class<?>> accepts,
      Returns kind,
      boolean mayBeNull,
      @Nullable Class<?> declaredOutput,
      Set<Class<?>> returns,
      Declared declared) {}

  /** What the annotation declares, expanded. */
  record Declared(Set<Class<?>> sends, Set<Class<?>> streams, Set<Class<?>> waits) {}

  /** Bounds of its execution. */
  record Limits(int workers, @Nullable Duration timeout) {}

  StepPlan plan(EventTypes types) {
    Gives gives =
        new Gives(names(shape.returns(), types), Set.of(), names(shape.declared().sends(), types));
    Takes takes = new Takes.One(names(shape.accepts(), types));
    return new StepPlan(name, limits.workers(), limits.timeout(), takes, gives);
  }

  private static Set<String> names(Set<Class<?>> classes, EventTypes types) {
    Set<String> names = new HashSet<>();
    for (Class<?> type : classes) {
      EventType registered = types.ofClass(type);
      if (registered != null) {
        names.add(registered.name());
      }
    }
    return names;
  }
}
