package org.llamadeploy4j.workflow.internal;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON text to plain Java values and back: maps, lists, strings, {@link Long}, {@link BigInteger},
 * {@link BigDecimal}, booleans and null. Knows no user class, so it may be static.
 */
final class Json {

  private Json() {}

  /**
   * @throws InvalidInputException saying where the text stops being JSON
   */
  static @Nullable Object parse(byte[] json) {
    return parse(json, Json::words);
  }

  /**
   * The same with the caller's words for what is wrong, for texts that must not be quoted.
   *
   * @throws InvalidInputException with these words, or naming a field that is there twice
   */
  static @Nullable Object parse(byte[] json, Function<JacksonException, String> words) {
    return parse(JsonLimits.VALUES, json, words);
  }

  /** The same for what {@link #writeStored} has written. */
  static Map<String, @Nullable Object> parseStored(byte[] json) {
    return asObject(parse(JsonLimits.STORED, json, Json::words));
  }

  private static @Nullable Object parse(
      JsonFactory factory, byte[] json, Function<JacksonException, String> words) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
      return whole(parser);
    } catch (JacksonException e) {
      throw new InvalidInputException(words.apply(e));
    }
  }

  private static @Nullable Object whole(JsonParser parser) {
    try {
      if (parser.nextToken() == null) {
        throw new InvalidInputException("not JSON: it is empty");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new InvalidInputException("not JSON: something follows the first value");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw tooLarge(parser, e.getOriginalMessage());
    }
  }

  private static InvalidInputException tooLarge(JsonParser parser, String problem) {
    String way = WayTo.placeOf(parser.streamReadContext()).toString();
    return new InvalidInputException((way.isEmpty() ? "the JSON" : way) + " " + problem);
  }

  private static String words(JacksonException e) {
    String what = e.getOriginalMessage().replaceAll(" \\(start marker at .*\\)$", "");
    return "not JSON: " + what + place(e);
  }

  /** Where a text stops being JSON, as far as the parser knows. */
  static String place(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
  }

  /** The text as an object; an empty text is an empty object. */
  static Map<String, @Nullable Object> parseObject(byte[] json) {
    if (json.length == 0) {
      return new LinkedHashMap<>();
    }
    return asObject(parse(json));
  }

  @SuppressWarnings("unchecked") // the parser makes no other maps
  static Map<String, @Nullable Object> asObject(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new InvalidInputException("must be a JSON object, is " + kind(tree));
  }

  private static @Nullable Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException("unexpected token " + token);
    };
  }

  private static Object integer(JsonParser parser) {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> parser.getBigIntegerValue();
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.length() > JsonLimits.KEY) {
        throw tooLarge(parser, JsonLimits.tooLongKey(name));
      }
      if (map.containsKey(name)) {
        throw new InvalidInputException("the field '" + name + "' is there twice");
      }
      map.put(name, value(parser));
    }
    return map;
  }

  private static List<@Nullable Object> array(JsonParser parser) {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }

  /** What a value is called in messages. */
  static String kind(@Nullable Object tree) {
    return switch (tree) {
      case null -> "null";
      case String s -> "a string";
      case Boolean b -> "a boolean";
      case Long n -> "an integer";
      case BigInteger n -> "an integer";
      case BigDecimal n -> "a number";
      case List<?> l -> "an array";
      case Map<?, ?> m -> "an object";
      default -> "a " + tree.getClass().getSimpleName();
    };
  }

  /**
   * What the writer writes of one value, as UTF-8.
   *
   * @throws Unencodable when JSON cannot hold it, or it could not be read back where values are
   *     kept
   */
  static byte[] write(Consumer<JsonGenerator> writer) {
    return write(JsonLimits.VALUES, writer);
  }

  /** The same for what this module puts around values. */
  static byte[] writeStored(Consumer<JsonGenerator> writer) {
    return write(JsonLimits.STORED, writer);
  }

  private static byte[] write(JsonFactory factory, Consumer<JsonGenerator> writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), out)) {
      fill(generator, writer);
    } catch (JacksonException e) {
      throw new Unencodable(e.getOriginalMessage());
    }
    return out.toByteArray();
  }

  private static void fill(JsonGenerator generator, Consumer<JsonGenerator> writer) {
    try {
      writer.accept(generator);
    } catch (JacksonException e) {
      throw new Unencodable(placeIn(generator), e.getOriginalMessage());
    } catch (ClassCastException e) { // the types of fields were checked, so only a cast can do this
      String classes = Failures.message(e).replaceAll(" \\(.*", "");
      throw new Unencodable(
          placeIn(generator), "is not of its declared type, behind an unchecked cast: " + classes);
    }
  }

  private static WayTo placeIn(JsonGenerator generator) {
    return WayTo.placeOf(generator.streamWriteContext());
  }

  /**
   * Writes a tree as {@link #parse} makes it, its objects sorted by name: equal values give equal
   * text.
   */
  static String canonical(@Nullable Object tree) {
    byte[] json = writeStored(out -> writeSorted(out, tree));
    return new String(json, StandardCharsets.UTF_8);
  }

  /**
   * A canonical text in today's form: at first 100.0 was 1E+2.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  static String canonicalToday(String json) {
    try {
      return canonical(parse(json.getBytes(StandardCharsets.UTF_8)));
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException("what a wait requires is no JSON", e);
    }
  }

  private static void writeSorted(JsonGenerator out, @Nullable Object tree) {
    switch (tree) {
      case null -> out.writeNull();
      case String s -> out.writeString(s);
      case Boolean b -> out.writeBoolean(b);
      case Long n -> out.writeNumber(n);
      case BigInteger n -> out.writeNumber(n);
      case BigDecimal n -> {
        if (shortest(n) instanceof BigInteger whole) {
          out.writeNumber(whole);
        } else {
          out.writeNumber(n.stripTrailingZeros());
        }
      }
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(element -> writeSorted(out, element));
        out.writeEndArray();
      }
      case Map<?, ?> map -> {
        out.writeStartObject();
        new TreeMap<>(map)
            .forEach((name, value) -> {
              out.writeName((String) name);
              writeSorted(out, value);
            });
        out.writeEndObject();
      }
      default -> throw new IllegalStateException("not a JSON value: " + tree.getClass());
    }
  }

  /** The number without zeros at its end; an integer where it is whole, so that 100.0 is 100. */
  static Number shortest(BigDecimal n) {
    BigDecimal stripped = n.signum() == 0 ? BigDecimal.ZERO : n.stripTrailingZeros();
    int digits = stripped.precision() - stripped.scale();
    boolean whole = stripped.scale() <= 0 && digits <= JsonLimits.NUMBER;
    return whole ? stripped.toBigIntegerExact() : stripped;
  }
}
