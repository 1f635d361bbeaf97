package org.llamadeploy4j.workflow.internal.resources;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.JsonRecords;

/** Short ways to a plan, a scope and a resource. */
final class Opened {

  private Opened() {}

  static ResourcePlan plan(Class<?> type) {
    Map<String, Method> steps = new TreeMap<>();
    Arrays.stream(type.getDeclaredMethods())
        .filter(m -> m.isAnnotationPresent(Step.class))
        .forEach(m -> steps.put(m.getName(), m));
    return ResourcePlan.read(type, steps, JsonRecords.create());
  }

  static ResourceScope scope(Workflow workflow) {
    return scope(workflow, Map.of());
  }

  static ResourceScope scope(Workflow workflow, Map<Class<?>, Object> overrides) {
    return plan(workflow.getClass())
        .open(workflow, Env.of(Map.of("KEY", "secret-of-env")), overrides);
  }

  static <T> T get(ResourceScope scope, Class<T> type) throws InterruptedException {
    return type.cast(scope.get(new Want.Resource(type)));
  }
}
