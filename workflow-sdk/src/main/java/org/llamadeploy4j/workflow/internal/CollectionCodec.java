package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/** A list or set as an array, without nulls unless its elements are plain JSON. */
record CollectionCodec(Class<?> raw, Codec element) implements Codec {

  static boolean supports(Class<?> raw) {
    return raw == List.class
        || raw == Collection.class
        || raw == Iterable.class
        || raw == Set.class;
  }

  @Override
  public Map<String, Object> schema(JsonSchema whole) {
    return JsonSchema.ordered("type", "array", "items", whole.part(element));
  }

  @Override
  public JsonKind kind() {
    return JsonKind.ARRAY;
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    out.writeStartArray();
    int index = 0;
    for (Object each : (Iterable<?>) value) {
      try {
        element.writeWithin(out, each);
      } catch (Unencodable e) {
        throw e.inElement(index);
      }
      index++;
    }
    out.writeEndArray();
  }

  @Override
  public @Nullable Object read(Object json, Reading in) {
    if (!(json instanceof List<?> array)) {
      return in.problem("must be an array, is " + Json.kind(json));
    }
    Collection<@Nullable Object> result =
        raw == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      in.enter("[" + i + "]");
      Object value = element.readWithin(array.get(i), in);
      in.leave();
      boolean there = value != null || element.hasNull();
      if (there && !result.add(value) && in.isStrict()) {
        in.problem("[" + i + "] is there twice; it is a set");
      }
    }
    return unmodifiable(result);
  }

  private static Object unmodifiable(Collection<@Nullable Object> values) {
    return values instanceof Set<@Nullable Object> set
        ? Collections.unmodifiableSet(set)
        : Collections.unmodifiableList((List<@Nullable Object>) values);
  }

  @Override
  public Object empty() {
    return raw == Set.class ? Set.of() : List.of();
  }
}
