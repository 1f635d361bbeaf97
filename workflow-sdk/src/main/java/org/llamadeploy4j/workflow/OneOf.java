package org.llamadeploy4j.workflow;

import java.util.List;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * One or several event classes that a step takes or gives, for {@link WorkflowBuilder}; a sealed
 * type stands for its events. Immutable.
 *
 * @param types at least one; with none the constructor throws {@link IllegalArgumentException}
 * @param <E> what they have in common
 */
public record OneOf<E extends Event>(List<Class<? extends E>> types) {

  public OneOf {
    types = List.copyOf(types);
    if (types.isEmpty()) {
      throw new IllegalArgumentException("there are no event classes; name at least one");
    }
  }

  /** Any of these. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  public static <E extends Event> OneOf<E> of(Class<? extends E>... types) {
    for (Class<?> type : Required.notNull(types, "of", "types", "classes of events")) {
      Required.check(type, "of", "types", "classes of events");
    }
    return new OneOf<>(List.of(types));
  }
}
