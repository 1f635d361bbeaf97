package org.llamadeploy4j.messaging;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes replies down by content: records that hold arrays are not equal when they look equal. */
final class Shown {
  private Shown() {}

  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> "'" + new String(bytes, StandardCharsets.ISO_8859_1) + "'";
      case List<?> list -> list.stream().map(Shown::of).toList().toString();
      case Optional<?> optional -> optional.map(Shown::of).orElse("nothing");
      case Map<?, ?> map -> sorted(map).toString();
      case Record entry -> entry.getClass().getSimpleName() + components(entry);
      default -> value.toString();
    };
  }

  private static Map<String, String> sorted(Map<?, ?> map) {
    Map<String, String> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(of(key), of(value)));
    return sorted;
  }

  private static List<String> components(Record entry) {
    List<String> shown = new ArrayList<>();
    for (RecordComponent component : entry.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        shown.add(of(component.getAccessor().invoke(entry)));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("cannot read " + component, e);
      }
    }
    return shown;
  }
}
