package org.llamadeploy4j.workflow.internal.resources;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds resources by type.
 *
 * @param overrides what stands in for makers, by the type that is made or asked for
 */
record Lookup(List<Maker> makers, Map<Class<?>, Object> overrides) {

  Lookup {
    makers = List.copyOf(makers);
    overrides = Map.copyOf(overrides);
  }

  /** What is exactly of the type, else the only thing that can stand for it. */
  Source of(Class<?> type) {
    Object override = overrides.get(type);
    if (override != null) {
      return new Source.Given(override);
    }
    List<Maker> exact = makers.stream().filter(m -> m.type() == type).toList();
    if (!exact.isEmpty()) {
      return only(exact.stream().<Source>map(Source.Made::new).toList(), type, exact);
    }
    List<Maker> fitting = makers.stream().filter(m -> type.isAssignableFrom(m.type())).toList();
    List<Source> sources = new ArrayList<>();
    Set<Class<?>> replaced = new HashSet<>();
    for (Maker maker : fitting) {
      Object instead = overrides.get(maker.type());
      if (instead == null) {
        sources.add(new Source.Made(maker));
      } else if (replaced.add(maker.type())) {
        sources.add(new Source.Given(instead));
      }
    }
    return only(sources, type, fitting);
  }

  private static Source only(List<Source> sources, Class<?> type, List<Maker> makers) {
    if (sources.isEmpty()) {
      return new Source.Absent(
          "nothing makes a %s; annotate a method that returns one with @Provides"
              .formatted(type.getSimpleName()));
    }
    if (sources.size() > 1) {
      return new Source.Absent(
          "several make a %s: %s; keep one, or give each a type of its own"
              .formatted(
                  type.getSimpleName(),
                  makers.stream().map(Maker::name).collect(Collectors.joining(", "))));
    }
    return sources.getFirst();
  }
}
