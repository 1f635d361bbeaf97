package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What INFO answered.
 *
 * @param fields by name
 */
record RedisInfo(Map<String, String> fields) {
  /** Copies the map. */
  RedisInfo {
    fields = Map.copyOf(fields);
  }

  /**
   * Reads the reply of INFO.
   *
   * @throws MessagingException when it is not of that form
   */
  static RedisInfo parse(@Nullable Object reply) {
    if (!(reply instanceof byte[] bytes)) {
      throw new MessagingException("INFO was not answered with text; is this a Redis server?");
    }
    return parse(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Reads the text that INFO answers. */
  static RedisInfo parse(String text) {
    Map<String, String> fields = new HashMap<>();
    text.lines()
        .filter(line -> line.indexOf(':') > 0)
        .map(line -> line.split(":", 2))
        .forEach(field -> fields.put(field[0], field[1]));
    return new RedisInfo(fields);
  }

  /**
   * A field that must be there.
   *
   * @throws MessagingException when it is not
   */
  String text(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new MessagingException("INFO has no field " + name + "; is this a Redis server?");
    }
    return value;
  }

  /** A field that holds a number; 0 when it is missing. */
  long number(String name) {
    return Long.parseLong(fields.getOrDefault(name, "0"));
  }

  /** How many replicas follow, in step with the server. */
  int replicas() {
    return (int)
        fields.entrySet().stream()
            .filter(field -> field.getKey().matches("slave[0-9]+"))
            .filter(field -> field.getValue().contains("state=online"))
            .count();
  }
}
