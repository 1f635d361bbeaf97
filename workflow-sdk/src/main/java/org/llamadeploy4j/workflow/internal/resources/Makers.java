package org.llamadeploy4j.workflow.internal.resources;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.Workflow;

/**
 * Finds the makers of a workflow's class: its own, inherited ones and default methods of its
 * interfaces. As with steps, the nearest declaration counts, so a method that overrides a maker
 * without the annotation takes it away.
 */
final class Makers {

  private Makers() {}

  /** The makers, ordered by name, since a virtual machine lists methods as it likes. */
  static List<Maker> of(Class<?> workflow) {
    List<Maker> found = new ArrayList<>();
    Set<String> overridden = new LinkedHashSet<>();
    for (Class<?> level : levels(workflow)) {
      for (Method method : level.getDeclaredMethods()) {
        boolean nearest =
            Modifier.isPrivate(method.getModifiers()) || overridden.add(signature(method));
        Provides provides = method.getAnnotation(Provides.class);
        if (nearest && provides != null && !method.isSynthetic()) {
          found.add(maker(method, provides));
        }
      }
    }
    found.sort(Comparator.comparing(Maker::name).thenComparing(m -> m.making().toString()));
    return List.copyOf(found);
  }

  private static Maker maker(Method method, Provides provides) {
    method.setAccessible(true);
    List<Want> wants = Arrays.stream(method.getParameters()).map(Want::ofMaker).toList();
    return new Maker(
        method.getName(),
        new Making.OfMethod(method),
        new Want.Resource(method.getReturnType()),
        provides.scope(),
        wants);
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }

  /** The class and its superclasses, then all their interfaces, nearest first. */
  private static Set<Class<?>> levels(Class<?> workflow) {
    Set<Class<?>> levels = new LinkedHashSet<>();
    for (Class<?> c = workflow;
        c != null && c != Workflow.class && c != Object.class;
        c = c.getSuperclass()) {
      levels.add(c);
    }
    List<Class<?>> level = List.copyOf(levels);
    while (!level.isEmpty()) {
      level = level.stream().flatMap(c -> Arrays.stream(c.getInterfaces())).distinct().toList();
      levels.addAll(level);
    }
    return levels;
  }
}
