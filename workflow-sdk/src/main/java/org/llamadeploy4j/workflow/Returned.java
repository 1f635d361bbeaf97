package org.llamadeploy4j.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.BuiltStep.Output;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * What a step that {@link WorkflowBuilder} is given returns: an event, a list that opens a fan-out,
 * or nothing. Immutable.
 *
 * @param <R> what its function returns
 */
@SuppressWarnings("UnusedTypeParameter") // ties a function to what its step returns
public final class Returned<R extends @Nullable Object> {

  private final Output output;

  private Returned(Output output) {
    this.output = output;
  }

  /** One event of this class, or any of a sealed type. */
  public static <E extends Event> Returned<E> one(Class<E> event) {
    return one(OneOf.of(Required.notNull(event, "one", "event", "the class of the event")));
  }

  /** One event of these. */
  public static <E extends Event> Returned<E> one(OneOf<E> events) {
    return new Returned<>(new Output(events, false));
  }

  /** The members of a fan-out that the step opens; an empty list is one without members. */
  public static <E extends Event> Returned<List<E>> listOf(Class<E> member) {
    return listOf(OneOf.of(member));
  }

  /** The members of a fan-out that the step opens, each any of these. */
  public static <E extends Event> Returned<List<E>> listOf(OneOf<E> members) {
    return new Returned<>(new Output(members, true));
  }

  /** Nothing: after the step follows only what it sends. Its function returns null. */
  public static Returned<@Nullable Void> nothing() {
    return new Returned<>(Output.NOTHING);
  }

  Output output() {
    return output;
  }
}
