package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;
import java.util.Map;

/**
 * What a workflow stores.
 *
 * @param types its events, its states, what it reads from files, and all that these are made of, by
 *     binary name
 * @param states what states are called that are declared with {@code @StateName}, the logical name
 *     first, then its aliases; by binary name
 */
public record DataTypes(Map<String, DataFacts> types, Map<String, List<String>> states) {

  public DataTypes {
    types = Map.copyOf(types);
    states = Map.copyOf(states);
  }

  /** Whether the type is an event that is stored as it is, so that a reader must describe it. */
  public static boolean isStored(TypeFacts type) {
    return type.form() == TypeFacts.Form.RECORD
        && type.supertypes().contains(Known.EVENT)
        && !type.supertypes().contains(Known.FAN_OUT)
        && !Known.isOurs(type.name());
  }
}
