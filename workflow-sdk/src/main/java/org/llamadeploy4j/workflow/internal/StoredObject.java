package org.llamadeploy4j.workflow.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Payload;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * A JSON object that this module stored. Fields that nobody asks for are ignored, so that a later
 * version may add some; what stands in a field {@code json} is an event's or a state's value, which
 * is cut out of the bytes and not parsed.
 *
 * <p>All that is read from it throws {@link IllegalArgumentException} when it is missing or of
 * another kind.
 */
record StoredObject(Map<String, Object> fields) {

  static StoredObject parse(byte[] bytes, int from) {
    try (JsonParser parser =
        JsonLimits.STORED.createParser(
            ObjectReadContext.empty(), bytes, from, bytes.length - from)) {
      parser.nextToken();
      if (!(new Cutter(bytes, from).value(parser) instanceof StoredObject root)) {
        throw new IllegalArgumentException("it is not an object");
      }
      return root;
    }
  }

  String text(String name) {
    return get(name, String.class);
  }

  @Nullable String textOrNull(String name) {
    return find(name, String.class);
  }

  long number(String name) {
    return get(name, Long.class);
  }

  int count(String name) {
    long number = number(name);
    if (number != (int) number) {
      throw new IllegalArgumentException("its field '" + name + "' is too large: " + number);
    }
    return (int) number;
  }

  StoredObject object(String name) {
    return get(name, StoredObject.class);
  }

  @Nullable StoredObject objectOrNull(String name) {
    return find(name, StoredObject.class);
  }

  /** A value with the hash of its schema, which the first versions did not store. */
  Payload payload() {
    Payload payload = get("json", Payload.class);
    String schema = textOrNull("schema");
    return schema == null ? payload : Payload.json(payload.json(), schema);
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(find(name, Boolean.class));
  }

  Duration duration(String name) {
    return get(name, Duration::parse);
  }

  @Nullable Duration durationOrNull(String name) {
    return find(name, Duration::parse);
  }

  Instant instant(String name) {
    return get(name, Instant::parse);
  }

  @Nullable Instant instantOrNull(String name) {
    return find(name, Instant::parse);
  }

  private <T> T get(String name, Function<String, T> parse) {
    return parse(name, text(name), parse);
  }

  private <T> @Nullable T find(String name, Function<String, T> parse) {
    String text = textOrNull(name);
    return text == null ? null : parse(name, text, parse);
  }

  private static <T> T parse(String name, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("its field '" + name + "' is not a time: " + text, e);
    }
  }

  /** The texts of an array; none where it is not there. */
  List<String> texts(String name) {
    return each(name, String.class, text -> text);
  }

  /** What is made of each object of an array; nothing where it is not there. */
  <T> List<T> objects(String name, Function<StoredObject, T> each) {
    return each(name, StoredObject.class, each);
  }

  /** What is made of each object of an array, by the object's name. */
  <T> Map<String, T> named(String name, Function<StoredObject, T> each) {
    Map<String, T> named = new HashMap<>();
    objects(name, o -> named.put(o.text("name"), each.apply(o)));
    return named;
  }

  private <V, T> List<T> each(String name, Class<V> type, Function<V, T> each) {
    List<?> values = find(name, List.class);
    List<T> made = new ArrayList<>();
    for (Object value : values == null ? List.of() : values) {
      made.add(each.apply(cast(name, value, type)));
    }
    return made;
  }

  private <T> T get(String name, Class<T> type) {
    T value = find(name, type);
    if (value == null) {
      throw new IllegalArgumentException("its field '" + name + "' is missing");
    }
    return value;
  }

  private <T> @Nullable T find(String name, Class<T> type) {
    Object value = fields.get(name);
    return value == null ? null : cast(name, value, type);
  }

  private static <T> T cast(String name, Object value, Class<T> type) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("its field '" + name + "' has another kind of value");
    }
    return type.cast(value);
  }

  /** Reads objects and cuts payloads out of these bytes, in which the text begins somewhere. */
  private record Cutter(byte[] bytes, int from) {

    Object value(JsonParser parser) {
      return switch (parser.currentToken()) {
        case START_OBJECT -> object(parser);
        case START_ARRAY -> {
          List<Object> list = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
          }
          yield list;
        }
        case VALUE_STRING -> parser.getString();
        case VALUE_NUMBER_INT -> parser.getLongValue();
        case VALUE_TRUE -> true;
        default -> false;
      };
    }

    private StoredObject object(JsonParser parser) {
      Map<String, Object> fields = new HashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, name.equals("json") ? payload(parser) : value(parser));
      }
      return new StoredObject(fields);
    }

    private Payload payload(JsonParser parser) {
      long start = parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      parser.finishToken();
      long end = parser.currentLocation().getByteOffset();
      return Payload.json(Arrays.copyOfRange(bytes, base(start), base(end)));
    }

    private int base(long offset) {
      return Math.toIntExact(offset) + from;
    }
  }
}
