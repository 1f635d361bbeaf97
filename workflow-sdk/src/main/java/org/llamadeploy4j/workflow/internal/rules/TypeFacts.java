package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A class or an interface, as far as rules look at it.
 *
 * @param name binary name
 * @param names the logical name that an event of it has, then its aliases
 * @param generic whether it has type parameters
 * @param permitted binary names of what a sealed type permits, in the order of declaration; empty
 *     for another type
 * @param interfaces binary names of the interfaces it names itself
 * @param supertypes binary names of all it is, itself included
 * @param members what the stream holds that it opens, or null where it is no {@code FanOut}
 */
public record TypeFacts(
    String name,
    List<String> names,
    Form form,
    boolean generic,
    List<String> permitted,
    List<String> interfaces,
    Set<String> supertypes,
    @Nullable TypeUse members) {

  /** What it was declared as. */
  public enum Form {
    RECORD,
    INTERFACE,
    CLASS
  }

  public TypeFacts {
    names = List.copyOf(names);
    permitted = List.copyOf(permitted);
    interfaces = List.copyOf(interfaces);
    supertypes = Set.copyOf(supertypes);
  }
}
