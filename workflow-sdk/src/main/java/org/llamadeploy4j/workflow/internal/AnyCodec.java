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
 * writing; a record of a sealed type brings its name, so that it can be read as that type. What is
 * read comes back as JSON's own kinds.
 */
record AnyCodec(Codecs codecs) implements Codec {

  @Override
  public JsonKind kind() {
    return JsonKind.ANY;
  }

  @Override
  public void shape(Shape shape) {
    shape.word("any");
  }

  @Override
  public boolean hasNull() {
    return true;
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    writeOrNull(out, value);
  }

  void writeOrNull(JsonGenerator out, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> map -> object(out, map);
      case Collection<?> list -> array(out, list);
      case Object[] array -> array(out, java.util.Arrays.asList(array));
      case Optional<?> optional -> writeOrNull(out, optional.orElse(null));
      default -> byClass(out, value);
    }
  }

  private void object(JsonGenerator out, Map<?, ?> map) {
    out.writeStartObject();
    map.forEach((key, each) -> {
      if (!(key instanceof String) && !(key instanceof Enum<?>)) {
        throw new Unencodable("has a key that is neither a string nor an enum: " + key);
      }
      String name = key instanceof Enum<?> e ? e.name() : JsonLimits.key((String) key);
      out.writeName(name);
      try {
        writeOrNull(out, each);
      } catch (Unencodable e) {
        throw e.inField(name);
      }
    });
    out.writeEndObject();
  }

  private void array(JsonGenerator out, Collection<?> list) {
    out.writeStartArray();
    int index = 0;
    for (Object each : list) {
      try {
        writeOrNull(out, each);
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
          value instanceof java.time.ZoneId
              ? codecs.of(java.time.ZoneId.class)
              : codecs.ofValue(type);
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
   * A parsed tree in the kinds that authors and callers see: decimals as doubles unless that would
   * lose digits, all of it unmodifiable.
   */
  static Object plain(Object json) {
    return switch (json) {
      case BigDecimal n -> isExact(n) ? (Object) n.doubleValue() : n;
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(each -> copy.add(plainOrNull(each)));
        yield Collections.unmodifiableList(copy);
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, each) -> copy.put(name, plainOrNull(each)));
        yield Collections.unmodifiableMap(copy);
      }
      default -> json;
    };
  }

  /** Whether the double that is nearest is shown as this number. */
  private static boolean isExact(BigDecimal n) {
    double nearest = n.doubleValue();
    return Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(n) == 0;
  }

  static @Nullable Object plainOrNull(@Nullable Object json) {
    return json == null ? null : plain(json);
  }
}
