package org.llamadeploy4j.workflow.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StopEvent;

/**
 * An event without a class of its own: fields by name, values as JSON has them or as the author
 * gave them.
 */
public abstract sealed class FreeEvent implements Event {

  private static final Map<Class<?>, Class<?>> FORMS =
      Map.of(
          StartEvent.class, Start.class,
          StopEvent.class, Stop.class,
          InputRequiredEvent.class, Question.class,
          HumanResponseEvent.class, Answer.class);

  private final Map<String, @Nullable Object> fields;

  private FreeEvent(Map<String, ?> fields) {
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The class of events that a signature means by this one. */
  static Class<?> exact(Class<?> named) {
    return FORMS.getOrDefault(named, named);
  }

  /** What a signature or an annotation names for events of this class. */
  static Class<?> declared(Class<?> exact) {
    return FreeEvent.class.isAssignableFrom(exact) ? exact.getInterfaces()[0] : exact;
  }

  /** The fields as they were given, or as they were read: with decimals that are exact. */
  final Map<String, @Nullable Object> fields() {
    return fields;
  }

  /** The fields as callers see them, to compare. */
  private Map<?, ?> plain() {
    return (Map<?, ?>) AnyCodec.plain(fields);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FreeEvent that
        && role().equals(that.role())
        && plain().equals(that.plain());
  }

  private String role() {
    return Names.of(getClass());
  }

  @Override
  public int hashCode() {
    return Objects.hash(role(), plain());
  }

  @Override
  public String toString() {
    return role() + fields;
  }

  /** Free form of {@link StartEvent}. */
  public static final class Start extends FreeEvent implements StartEvent {
    public Start(Map<String, ?> fields) {
      super(fields);
    }
  }

  /** The plain {@link StopEvent}: one field, {@code result}. */
  public static final class Stop extends FreeEvent implements StopEvent {
    static final String RESULT = "result";

    public Stop(@Nullable Object result) {
      super(Collections.singletonMap(RESULT, result));
    }

    @Nullable Object result() {
      return fields().get(RESULT);
    }
  }

  /** Free form of {@link InputRequiredEvent}. */
  public static final class Question extends FreeEvent implements InputRequiredEvent {
    public Question(Map<String, ?> fields) {
      super(fields);
    }
  }

  /** Free form of {@link HumanResponseEvent}. */
  public static final class Answer extends FreeEvent implements HumanResponseEvent {
    public Answer(Map<String, ?> fields) {
      super(fields);
    }
  }
}
