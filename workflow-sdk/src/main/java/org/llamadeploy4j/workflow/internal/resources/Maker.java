package org.llamadeploy4j.workflow.internal.resources;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.llamadeploy4j.workflow.Provides;

/**
 * What makes a resource.
 *
 * @param made the type of what it makes
 * @param wants what it asks for, in order
 */
record Maker(
    String name, Making making, Want.Resource made, Provides.Scope scope, List<Want> wants) {

  Maker {
    wants = List.copyOf(wants);
  }

  /** A function that a builder was given. */
  static Maker of(BuiltMaker built) {
    List<Want> wants = new ArrayList<>();
    built.needs().forEach(type -> wants.add(new Want.Resource(type)));
    wants.add(new Want.Settings());
    return new Maker(
        built.name(),
        new Making.OfFunction(built.function(), built.needs()),
        new Want.Resource(built.type()),
        built.scope(),
        wants);
  }

  Class<?> type() {
    return made.type();
  }

  /** Makers that ask for one another, as messages show them. */
  static String chain(List<Maker> makers) {
    return makers.stream().map(Maker::name).collect(Collectors.joining(" → "));
  }
}
