package org.llamadeploy4j.workflow.internal;

import java.util.Map;
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
