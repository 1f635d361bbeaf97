package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that a store holds, in a form that is equal for equal content: one line for each key, keys
 * sorted, fields that count or name nothing left out, bytes that are no text as numbers. Used by
 * one thread.
 */
final class StoreDump {
  private static final Pattern NO_TEXT = Pattern.compile("[^ -~]");

  private final TreeMap<String, String> lines = new TreeMap<>();

  /** A hash; fields that are 0 or empty count or name nothing. */
  void hash(String key, Map<String, ?> fields) {
    TreeMap<String, String> shown = new TreeMap<>();
    fields.forEach((name, value) -> shown.put(name, text(value)));
    shown.values().removeIf(value -> value.isEmpty() || value.equals("0"));
    put(key, shown.isEmpty(), shown);
  }

  /** A list, in order. */
  void list(String key, Collection<?> items) {
    put(key, items.isEmpty(), items.stream().map(StoreDump::text).toList());
  }

  /** A sorted set, by score and then by member. */
  void scores(String key, Map<?, Long> scores) {
    String shown =
        scores.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<?, Long>>comparingLong(Map.Entry::getValue)
                    .thenComparing(entry -> text(entry.getKey())))
            .map(entry -> text(entry.getKey()) + "@" + entry.getValue())
            .collect(Collectors.joining(", "));
    put(key, scores.isEmpty(), shown);
  }

  /** A plain value. */
  void value(String key, byte[] value) {
    put(key, false, text(value));
  }

  @Override
  public String toString() {
    return lines.entrySet().stream()
        .map(line -> line.getKey() + " = " + line.getValue())
        .collect(Collectors.joining("\n"));
  }

  private void put(String key, boolean empty, Object shown) {
    if (!empty) {
      lines.put(key, shown.toString());
    }
  }

  private static String text(Object value) {
    String text =
        value instanceof byte[] bytes
            ? new String(bytes, StandardCharsets.ISO_8859_1)
            : String.valueOf(value);
    return NO_TEXT
        .matcher(text)
        .replaceAll(found -> "<%d>".formatted((int) found.group().charAt(0)));
  }
}
