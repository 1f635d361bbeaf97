package org.llamadeploy4j.workflow.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/**
 * The dynamic part: plain JSON values, and records, enums and scalars by their own codecs when
 * writing. What is read comes back as JSON's own kinds.
 */
record AnyCodec(Codecs codecs) implements Codec {

  /** Deeper than this is taken for a cycle. */
  private static final int MAX_DEPTH = 200;

  @Override
  public JsonKind kind() {
    return JsonKind.ANY;
  }

  @Override
  public void shape(Shape shape) {
    shape.word("any");
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    write(out, value, 0);
  }

  void write(JsonGenerator out, @Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new Unencodable("is nested deeper than " + MAX_DEPTH + " levels; is it a cycle?");
    }
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> map -> object(out, map, depth);
      case Collection<?> list -> array(out, list, depth);
      case Object[] array -> array(out, java.util.Arrays.asList(array), depth);
      case Optional<?> optional -> write(out, optional.orElse(null), depth);
      default -> byClass(out, value);
    }
  }

  private void object(JsonGenerator out, Map<?, ?> map, int depth) {
    out.writeStartObject();
    map.forEach((key, each) -> {
      if (!(key instanceof String) && !(key instanceof Enum<?>)) {
        throw new Unencodable("has a key that is neither a string nor an enum: " + key);
      }
      String name = key instanceof Enum<?> e ? e.name() : (String) key;
      out.writeName(name);
      try {
        write(out, each, depth + 1);
      } catch (Unencodable e) {
        throw e.inField(name);
      }
    });
    out.writeEndObject();
  }

  private void array(JsonGenerator out, Collection<?> list, int depth) {
    out.writeStartArray();
    int index = 0;
    for (Object each : list) {
      try {
        write(out, each, depth + 1);
      } catch (Unencodable e) {
        throw e.inElement(index);
      }
      index++;
    }
    out.writeEndArray();
  }

  private void byClass(JsonGenerator out, Object value) {
    Class<?> type = value instanceof Enum<?> e ? e.getDeclaringClass() : value.getClass();
    Codec codec;
    try {
      codec =
          value instanceof java.time.ZoneId ? codecs.of(java.time.ZoneId.class) : codecs.of(type);
    } catch (Codecs.Unsupported e) {
      throw new Unencodable("JSON cannot hold a " + type.getName() + " (" + e.getMessage() + ")");
    }
    if (codec instanceof AnyCodec) {
      throw new Unencodable("JSON cannot hold a java.lang.Object");
    }
    codec.write(out, value);
  }

  @Override
  public Object read(Object json, Reading in) {
    return plain(json);
  }

  /**
   * A parsed tree in the kinds that authors and callers see: decimals as doubles, all of it
   * unmodifiable.
   */
  static Object plain(Object json) {
    return switch (json) {
      case BigDecimal n -> Double.isInfinite(n.doubleValue()) ? (Object) n : n.doubleValue();
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(each -> copy.add(plainOrNull(each)));
        yield Collections.unmodifiableList(copy);
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, each) -> copy.put((String) name, plainOrNull(each)));
        yield Collections.unmodifiableMap(copy);
      }
      default -> json;
    };
  }

  static @Nullable Object plainOrNull(@Nullable Object json) {
    return json == null ? null : plain(json);
  }
}
