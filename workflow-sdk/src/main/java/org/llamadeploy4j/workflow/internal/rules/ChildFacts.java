package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;
import java.util.Set;

/**
 * A workflow that steps run as a child.
 *
 * @param name binary name
 * @param flow the logical name
 * @param children binary names of the workflows that its own steps run
 */
public record ChildFacts(String name, String flow, Set<Trait> traits, List<String> children) {

  /** A property of the class's declaration. */
  public enum Trait {
    ABSTRACT,
    /** It needs an instance of another class around it. */
    INNER,
    /** It or its constructor is not public, or the constructor takes more than an {@code Env}. */
    WITHOUT_CONSTRUCTOR
  }

  public ChildFacts {
    traits = Set.copyOf(traits);
    children = List.copyOf(children);
  }
}
