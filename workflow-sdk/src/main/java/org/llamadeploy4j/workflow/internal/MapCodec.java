package org.llamadeploy4j.workflow.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/** A map as an object, in the map's order, without null values unless these are plain JSON. */
record MapCodec(KeyCodec keys, Codec values) implements Codec {

  static boolean supports(Class<?> raw) {
    return raw == Map.class;
  }

  @Override
  public Map<String, Object> schema(JsonSchema whole) {
    return JsonSchema.ordered("type", "object", "additionalProperties", whole.part(values));
  }

  @Override
  public JsonKind kind() {
    return JsonKind.OBJECT;
  }

  @Override
  public void shape(Shape shape) {
    shape.word("map<");
    keys.shape(shape);
    shape.word(",").part(values).word(">");
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    out.writeStartObject();
    ((Map<?, ?>) value)
        .forEach((key, each) -> {
          if (key == null) {
            throw new Unencodable("has a null key");
          }
          String name = JsonLimits.key(keys.write(key));
          out.writeName(name);
          try {
            values.writeWithin(out, each);
          } catch (Unencodable e) {
            throw e.inField(name);
          }
        });
    out.writeEndObject();
  }

  @Override
  public @Nullable Object read(Object json, Reading in) {
    if (!(json instanceof Map<?, ?> object)) {
      return in.problem("must be an object, is " + Json.kind(json));
    }
    Map<Object, @Nullable Object> result = new LinkedHashMap<>();
    object.forEach((name, each) -> {
      in.enter(String.valueOf(name));
      Object key = keys.read((String) name, in);
      Object value = values.readWithin(each, in);
      in.leave();
      if (key != null && result.containsKey(key)) {
        in.problem("has the key " + in.describe(String.valueOf(name)) + " twice");
      } else if (key != null && (value != null || values.hasNull())) {
        result.put(key, value);
      }
    });
    return Collections.unmodifiableMap(result);
  }

  @Override
  public Object empty() {
    return Map.of();
  }
}
