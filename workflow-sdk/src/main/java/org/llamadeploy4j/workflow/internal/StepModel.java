package org.llamadeploy4j.workflow.internal;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.engine.StepPlan;

/**
 * A step, ready to be called.
 *
 * @param plan the step as the engine sees it
 * @param method the method it was read from; null where it was built without one
 * @param parameters what each parameter gets, in order
 * @param shape what it takes and gives, unions expanded
 * @param extras what it needs besides its place in the graph
 */
record StepModel(
    StepPlan plan,
    StepCall call,
    @Nullable Method method,
    List<Parameter> parameters,
    Shape shape,
    Limits limits,
    StepExtras extras) {

  /** What a parameter gets. */
  sealed interface Parameter {

    /** The attempt's context. */
    record OfContext() implements Parameter {}

    /** The one event; for a handler the {@code StepFailedEvent}. */
    record OfEvent() implements Parameter {}

    /** The event of this slot of a join of several events. */
    record OfSlot(int slot) implements Parameter {}

    /** The list of the events that a stream's members became. */
    record OfJoined() implements Parameter {}

    /**
     * A resource.
     *
     * @param type what is asked for, with its type arguments
     * @param file the JSON file that it is read from, or null where a {@code @Provides} method or
     *     the environment gives it
     */
    record OfResource(Type type, @Nullable ConfigFile file) implements Parameter {

      /** Its class; for a primitive that of its values. */
      Class<?> raw() {
        Class<?> raw = (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
        return MethodType.methodType(raw).wrap().returnType();
      }
    }
  }

  /** The step's place in the graph. All classes are exact. */
  record Shape(Set<Class<?>> accepts, Returns returns, Declared declared) {

    /** Whether the step takes or gives out such events. */
    boolean uses(Class<?> event) {
      return accepts.contains(event)
          || returns.has(event)
          || declared.sends().contains(event)
          || declared.streams().contains(event);
    }
  }

  /**
   * What may come back, once a {@code CompletionStage} and an {@code Optional} around it are
   * opened.
   *
   * @param mayBeNull whether nothing may come where an event or a list is due
   * @param events what may come as a single event
   * @param listed what a {@code List} may hold; empty where none may come
   * @param spread what each record that opens a fan-out may hold in its {@code events()}; the
   *     record itself is no event of the run and is never stored
   */
  record Returns(
      boolean mayBeNull,
      Set<Class<?>> events,
      Set<Class<?>> listed,
      Map<Class<?>, Set<Class<?>>> spread) {

    private boolean has(Class<?> event) {
      return events.contains(event)
          || listed.contains(event)
          || spread.values().stream().anyMatch(members -> members.contains(event));
    }
  }

  /** What the annotation declares, expanded. */
  record Declared(Set<Class<?>> sends, Set<Class<?>> streams, Set<Class<?>> waits) {}

  /**
   * Bounds of its execution.
   *
   * @param timeout of one attempt, or null
   * @param cpu whether it computes for long and needs a platform thread
   */
  record Limits(int workers, @Nullable Duration timeout, boolean cpu) {}

  String name() {
    return plan.name();
  }
}
