package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Constructor;
import java.util.List;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.spi.StateDescription;

/**
 * The state of one type.
 *
 * @param schema hash of what its JSON looks like
 */
record TypedAccess(
    String name, List<String> earlierNames, Class<?> type, Codec codec, String schema)
    implements StateAccess {

  TypedAccess {
    earlierNames = List.copyOf(earlierNames);
  }

  /**
   * @throws StateException when the type cannot be stored
   */
  static TypedAccess of(Class<?> type, Codecs codecs) {
    try {
      List<String> names = List.copyOf(Names.ofState(type));
      Codec codec = codecs.of(type);
      List<String> earlier = names.subList(1, names.size());
      return new TypedAccess(names.getFirst(), earlier, type, codec, Shape.hash(codec));
    } catch (Codecs.Unsupported e) {
      throw new StateException("bad_state_type", "state " + e.getMessage());
    }
  }

  /** What its JSON looks like, for other versions. */
  StateDescription described(boolean certain) {
    return new StateDescription(name, earlierNames, schema, Shape.described(codec), certain);
  }

  /** A value of this state, as it was stored, beside its type. */
  StoredSchema of(Payload stored) {
    return new StoredSchema(stored, codec, schema);
  }

  @Override
  public Object read(Payload stored) {
    Reading in = Reading.lenient();
    Object value;
    try {
      Object tree = Json.parse(stored.json());
      value = tree == null ? in.problem("is null") : codec.read(tree, in);
    } catch (InvalidInputException e) {
      value = in.problem(Failures.message(e));
    }
    if (value == null || !in.problems().isEmpty()) {
      throw new StateException(
          "bad_state",
          "the stored state '%s' cannot be read as %s: %s; %s"
              .formatted(
                  name, type.getName(), String.join("; ", in.problems()), of(stored).explained()));
    }
    return value;
  }

  @Override
  public Payload write(Object value) {
    try {
      return Payload.json(Json.write(out -> codec.write(out, value)), schema);
    } catch (Unencodable e) {
      throw new StateException("bad_state", "state " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * The value as it will be read, which nobody else can change.
   *
   * @throws StateException when JSON cannot hold it
   */
  Object copy(Object value) {
    return read(write(value));
  }

  @Override
  public Object initial() {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      return zeros();
    } catch (ReflectiveOperationException e) {
      throw new StateException(
          "bad_state",
          "the no-argument constructor of %s failed".formatted(type.getName()),
          Failures.peel(e));
    }
  }

  private Object zeros() {
    Object value = codec instanceof RecordCodec record ? record.zero() : null;
    if (value == null) {
      throw new StateException(
          "no_initial_state",
          "state '%s' has no initial value; call set first, make its components @Nullable, or give %s a no-argument constructor"
              .formatted(name, type.getName()));
    }
    return value;
  }
}
