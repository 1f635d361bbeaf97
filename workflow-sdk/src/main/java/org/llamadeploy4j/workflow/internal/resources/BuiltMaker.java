package org.llamadeploy4j.workflow.internal.resources;

import java.util.List;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.ResourceFn;

/**
 * What makes a resource, as a builder was given it.
 *
 * @param needs the other resources it is made of
 */
public record BuiltMaker(
    Class<?> type, Provides.Scope scope, List<Class<?>> needs, ResourceFn<?> function) {

  public BuiltMaker {
    needs = List.copyOf(needs);
  }

  /** What it is called in messages: it has no name, and makes the only resource of its type. */
  public String name() {
    return type.getSimpleName();
  }
}
