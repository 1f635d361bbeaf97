package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.ResultTypeException;
import org.llamadeploy4j.workflow.StopEvent;

/** Results of runs as the types that their callers ask for. */
final class Results {

  private static final String ADVICE =
      "; ask for the type that its workflow stops with, or for Object.class";

  private Results() {}

  /**
   * A result as this type.
   *
   * @param what whose result it is, for messages
   * @throws ResultTypeException when it cannot be read so
   */
  static Object read(Object result, Type type, Codecs codecs, String what) {
    try {
      return new Values(codecs, "the value").ofJson(result, type);
    } catch (InvalidInputException e) {
      throw new ResultTypeException(
          "%s is a %s, not a %s: %s%s"
              .formatted(what, kind(result), type.getTypeName(), e.getMessage(), ADVICE),
          e);
    }
  }

  /** There is no result. */
  static ResultTypeException isNull(Type type, String what) {
    return new ResultTypeException(
        "%s is null, not a %s; ask with result() where it may be null"
            .formatted(what, type.getTypeName()),
        null);
  }

  /**
   * Refuses a type that no stop event of this class is. What a plain stop holds is known only when
   * the run has ended.
   *
   * @throws ResultTypeException at once
   */
  static void check(Class<?> stop, Class<?> type) {
    Class<?> boxed = Fields.boxed(type);
    if (stop != StopEvent.class && !boxed.isAssignableFrom(stop) && !stop.isAssignableFrom(boxed)) {
      throw new ResultTypeException(
          "the result is a %s, not a %s; ask for the first"
              .formatted(stop.getName(), type.getName()),
          null);
    }
  }

  private static String kind(@Nullable Object result) {
    return result == null ? "null" : result.getClass().getName();
  }
}
