package org.llamadeploy4j.workflow.spi;

import java.util.List;

/**
 * An event that a run takes from outside.
 *
 * @param type logical name
 * @param aliases what senders may call it besides
 * @param free whether it takes any fields
 * @param fields its fields in order; empty for an event of free form
 */
public record OutsideEvent(String type, List<String> aliases, boolean free, List<Field> fields) {
  public OutsideEvent {
    aliases = List.copyOf(aliases);
    fields = List.copyOf(fields);
  }

  /**
   * A field.
   *
   * @param name its name in JSON
   * @param kind what its value is in JSON
   * @param required whether it must be there
   * @param nullable whether it may be there as null
   */
  public record Field(String name, JsonKind kind, boolean required, boolean nullable) {}

  /** What a value is in JSON. */
  public enum JsonKind {
    /** Anything. */
    ANY,
    /** A string. */
    STRING,
    /** A number without a fraction. */
    INTEGER,
    /** Any number. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** An array. */
    ARRAY,
    /** An object. */
    OBJECT
  }
}
