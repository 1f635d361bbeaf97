package org.llamadeploy4j.workflow.internal.resources;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;
import org.llamadeploy4j.workflow.Provides;

/**
 * A method that makes a resource.
 *
 * @param method accessible
 * @param made the type of what it makes
 * @param wants what its parameters ask for, in order
 */
record Maker(Method method, Want.Resource made, Provides.Scope scope, List<Want> wants) {

  Maker {
    wants = List.copyOf(wants);
  }

  String name() {
    return method.getName();
  }

  Class<?> type() {
    return made.type();
  }

  /** Makers that ask for one another, as messages show them. */
  static String chain(List<Maker> makers) {
    return makers.stream().map(Maker::name).collect(Collectors.joining(" → "));
  }
}
