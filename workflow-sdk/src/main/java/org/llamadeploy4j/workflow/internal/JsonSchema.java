package org.llamadeploy4j.workflow.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;

/**
 * The JSON Schema of one type, as plain JSON values, from what its codecs write and take. Nested
 * records and sealed types stand in its definitions, so that a type may contain itself. Belongs to
 * one description.
 */
final class JsonSchema {

  private static final String WHOLE = "#";

  private final Map<Codec, String> places = new HashMap<>();
  private final Map<String, Object> definitions = new TreeMap<>();
  private final Map<String, Integer> used = new HashMap<>();

  private JsonSchema() {}

  /** The schema of what a codec writes. */
  static Map<String, Object> of(String title, Codec codec) {
    JsonSchema schema = new JsonSchema();
    schema.places.put(codec, WHOLE);
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("title", title);
    whole.putAll(codec.schema(schema));
    if (!schema.definitions.isEmpty()) {
      whole.put("$defs", schema.definitions);
    }
    return whole;
  }

  /** A reference to a type of its own, which is described where it is first met. */
  Map<String, Object> reference(Codec codec, String name) {
    String place = places.get(codec);
    if (place == null) {
      int times = used.merge(name, 1, Integer::sum);
      String unique = times == 1 ? name : name + times;
      place = "#/$defs/" + unique;
      places.put(codec, place);
      definitions.put(unique, codec.schema(this));
    }
    return Map.of("$ref", place);
  }

  /** The schema of a part: a reference where the part is a type of its own. */
  Map<String, Object> part(Codec codec) {
    return switch (codec) {
      case RecordCodec c -> reference(c, c.name());
      case SealedCodec c -> reference(c, c.name());
      default -> codec.schema(this);
    };
  }

  static Map<String, Object> orNull(Map<String, Object> schema) {
    return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
  }

  /** A schema of one name after the other, in this order. */
  static Map<String, Object> ordered(String name, Object value, Object... more) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put(name, value);
    for (int i = 0; i < more.length; i += 2) {
      schema.put((String) more[i], more[i + 1]);
    }
    return schema;
  }

  /** All that a kind says. */
  static Map<String, Object> ofKind(JsonKind kind) {
    return switch (kind) {
      case ANY -> Map.of();
      case STRING -> Map.of("type", "string");
      case INTEGER -> Map.of("type", "integer");
      case NUMBER -> Map.of("type", "number");
      case BOOLEAN -> Map.of("type", "boolean");
      case ARRAY -> Map.of("type", "array");
      case OBJECT -> Map.of("type", "object");
    };
  }
}
