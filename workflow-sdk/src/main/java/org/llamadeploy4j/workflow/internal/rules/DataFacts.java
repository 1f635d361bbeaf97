package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;

/**
 * A type whose values are written as JSON and read back, as far as rules look at it. Types that
 * {@link DataRules#isGiven} knows need no facts.
 *
 * @param name binary name
 * @param names the logical name first, then its aliases
 * @param variables the names of its type parameters
 * @param components of a record, in order
 * @param permitted binary names of what a sealed type permits, in the order of declaration
 */
public record DataFacts(
    String name,
    List<String> names,
    Form form,
    List<String> variables,
    List<Component> components,
    List<String> permitted) {

  /** What it was declared as; the first that fits. */
  public enum Form {
    ENUM,
    RECORD,
    SEALED,
    /** A collection or a map other than those that can be read back. */
    CONTAINER,
    INTERFACE,
    CLASS
  }

  /** A component of a record. */
  public record Component(String name, TypeUse type) {}

  public DataFacts {
    names = List.copyOf(names);
    variables = List.copyOf(variables);
    components = List.copyOf(components);
    permitted = List.copyOf(permitted);
  }
}
