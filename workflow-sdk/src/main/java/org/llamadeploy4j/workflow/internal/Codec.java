package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/** How values of one type look in JSON. Immutable and thread-safe. */
interface Codec {

  /**
   * Writes a value that is not null.
   *
   * @throws Unencodable when JSON cannot hold it
   */
  void write(JsonGenerator out, Object value);

  /** Reads a JSON value that is not null; on a problem notes it and returns null. */
  @Nullable Object read(Object json, Reading in);

  /** What stands for a missing field, or null when it must be there. */
  default @Nullable Object empty() {
    return null;
  }

  /** Whether a list or a map of its values may have JSON's null among them, as null. */
  default boolean hasNull() {
    return false;
  }

  /** Writes an element of a list or a value of a map. */
  default void writeWithin(JsonGenerator out, @Nullable Object value) {
    if (value != null) {
      write(out, value);
    } else if (hasNull()) {
      out.writeNull();
    } else {
      throw new Unencodable("is null; lists, sets and maps hold no null");
    }
  }

  /** Reads an element of a list or a value of a map; on a problem notes it and returns null. */
  default @Nullable Object readWithin(@Nullable Object json, Reading in) {
    if (json != null) {
      return read(json, in);
    }
    boolean none = empty() instanceof Optional<?>;
    return none ? empty() : hasNull() ? null : in.problem("is null");
  }

  /** What its values are in JSON. */
  JsonKind kind();

  /** The JSON Schema of its values, as plain JSON values. */
  default Map<String, Object> schema(JsonSchema whole) {
    return JsonSchema.ofKind(kind());
  }

  /** Tells what its values look like, in words that are the same in every version. */
  void shape(Shape shape);

  /** The value as a key of a JSON object, where the type can be one. */
  default @Nullable KeyCodec asKey() {
    return null;
  }

  /** How values of one type look as names of a JSON object. */
  interface KeyCodec {
    String write(Object key);

    @Nullable Object read(String name, Reading in);

    /** See {@link Codec#shape}. */
    void shape(Shape shape);
  }
}
