package org.llamadeploy4j.workflow.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an event or a state holds, as far as the engine cares: UTF-8 JSON with the hash of the
 * schema it was written in, or an object it never looks into where the codec round trip is off.
 * Compared by value. The array is not copied and must not be changed.
 */
public final class Payload {

  private final Object value;
  private final String schema;

  private Payload(Object value, String schema) {
    this.value = value;
    this.schema = schema;
  }

  /** JSON bytes of which nobody knows the schema. */
  public static Payload json(byte[] json) {
    return json(json, "");
  }

  /**
   * JSON bytes.
   *
   * @param schema hash of what values of the type look like in the code that wrote it; empty where
   *     that is not known
   */
  public static Payload json(byte[] json, String schema) {
    return new Payload(json, schema);
  }

  /** JSON text of which nobody knows the schema. */
  public static Payload json(String json) {
    return json(json.getBytes(StandardCharsets.UTF_8));
  }

  /** An object as it is. It cannot be written to a journal. */
  public static Payload opaque(Object object) {
    if (object instanceof byte[]) {
      throw new IllegalArgumentException("bytes are JSON; use Payload.json");
    }
    return new Payload(object, "");
  }

  /** The hash of the schema it was written in; empty where that is not known. */
  public String schema() {
    return schema;
  }

  /** The object, or null where there are JSON bytes. */
  public @Nullable Object object() {
    return value instanceof byte[] ? null : value;
  }

  /** The JSON bytes. */
  public byte[] json() {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException(
        "an opaque payload (%s) has no JSON; with the codec round trip off nothing can be stored"
            .formatted(value.getClass().getName()));
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Payload that) || !schema.equals(that.schema)) {
      return false;
    }
    if (value instanceof byte[] mine && that.value instanceof byte[] theirs) {
      return Arrays.equals(mine, theirs);
    }
    return value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value instanceof byte[] bytes ? Arrays.hashCode(bytes) : value.hashCode();
  }

  @Override
  public String toString() {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : value.toString();
  }
}
