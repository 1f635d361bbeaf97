package org.llamadeploy4j.workflow;

import org.llamadeploy4j.workflow.internal.Fields;

/**
 * What flows between steps. Write an event as a record that implements this or one of the roles
 * {@link StartEvent}, {@link StopEvent}, {@link InputRequiredEvent}, {@link HumanResponseEvent}; a
 * sealed interface over several events is their union.
 */
public interface Event {

  /**
   * A field by name: a component of a record, or a field of an event of free form.
   *
   * @param type what the field is read as, the boxed class for numbers
   * @throws InvalidInputException when there is no such field or it does not fit the type
   */
  default <T> T get(String name, Class<T> type) {
    return Fields.get(this, name, type);
  }

  /**
   * As {@link #get(String, Class)}, for a type with type arguments: {@code get("items", new
   * TypeRef<List<Item>>() {})}.
   */
  @SuppressWarnings("unchecked") // what is read as a type is of that type
  default <T> T get(String name, TypeRef<T> type) {
    return (T) Fields.read(this, name, type.type());
  }
}
