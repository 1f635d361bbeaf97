package org.llamadeploy4j.protocol.states;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the JSON of a type looks like. */
sealed interface Form {
  /** A scalar, or {@code any} JSON. */
  record Word(String word) implements Form {}

  /** One of an enum's constants. */
  record Constants(Set<String> names) implements Form {}

  /** A list, or a set. */
  record Elements(Form element) implements Form {}

  /** A map; its keys are scalars or constants. */
  record Entries(Form key, Form value) implements Form {}

  /** The value or null; as a component it may also be missing. */
  record OrNull(Form value) implements Form {}

  /**
   * A record.
   *
   * @param number names it within its shape
   */
  record Components(int number, Map<String, Form> all) implements Form {}

  /**
   * One record of a sealed type.
   *
   * @param number names it within its shape
   */
  record OneOf(int number, List<Leaf> leaves) implements Form {}

  /** The record or sealed type of this number, which stands elsewhere in the shape. */
  record Again(int number) implements Form {}

  /**
   * A record of a sealed type.
   *
   * @param names what it may be called, first what it is written as
   */
  record Leaf(List<String> names, Form form) {
    String name() {
      return names.getFirst();
    }
  }

  /** A component of this form may be missing in a record, since there is a value for that. */
  default boolean mayBeMissing() {
    return this instanceof OrNull || this instanceof Elements || this instanceof Entries;
  }

  /** In words. */
  default String words() {
    return switch (this) {
      case Word w -> w.word();
      case Constants c -> "one of " + c.names();
      case Elements e -> "list of " + e.element().words();
      case Entries e -> "map of " + e.value().words() + " by " + e.key().words();
      case OrNull o -> o.value().words() + " or null";
      case Components c -> "a record";
      case OneOf o -> "one of " + o.leaves().stream().map(Leaf::name).collect(Collectors.toList());
      case Again a -> "a record";
    };
  }
}
