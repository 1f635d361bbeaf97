package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.StateCell;

/** States of one type: their name, first value, and JSON. Immutable and thread-safe. */
record StateAccess(String name, Class<?> type, Codec codec) {

  /**
   * @throws WorkflowException when the type cannot be stored
   */
  static StateAccess of(Class<?> type, Codecs codecs) {
    try {
      return new StateAccess(Names.of(type), type, codecs.of(type));
    } catch (Codecs.Unsupported e) {
      throw new WorkflowException("bad_state_type", "state " + e.getMessage());
    }
  }

  Object read(@Nullable StateCell cell) {
    if (cell == null) {
      return initial();
    }
    Object tree = Json.parse(cell.value().json());
    Reading in = Reading.lenient();
    Object value = tree == null ? in.problem("is null") : codec.read(tree, in);
    if (value == null || !in.problems().isEmpty()) {
      throw new WorkflowException(
          "bad_state",
          "the stored state '%s' cannot be read as %s: %s"
              .formatted(name, type.getName(), String.join("; ", in.problems())));
    }
    return value;
  }

  Payload write(Object value) {
    try {
      return Payload.json(Json.write(out -> codec.write(out, value)));
    } catch (Unencodable e) {
      throw new WorkflowException("bad_state", "state " + name + ": " + e.getMessage(), e);
    }
  }

  private Object initial() {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      return zeros();
    } catch (ReflectiveOperationException e) {
      throw new WorkflowException(
          "bad_state",
          "the no-argument constructor of %s failed".formatted(type.getName()),
          Failures.peel(e));
    }
  }

  private Object zeros() {
    Object value = codec instanceof RecordCodec record ? record.zero() : null;
    if (value == null) {
      throw new WorkflowException(
          "no_initial_state",
          "state '%s' was never set and %s has no initial value; call set first, or give the record a"
                  .formatted(name, type.getName())
              + " no-argument constructor");
    }
    return value;
  }
}
