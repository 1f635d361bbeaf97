package org.llamadeploy4j.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The one way this project reads and writes its own JSON: snake_case names in the order of the
 * record, nulls written, unknown fields ignored, duplicate keys and surplus text refused, numbers
 * never taken for text, depth and size bounded. Nothing in a document names a class.
 *
 * <p>Safe for use by any number of threads.
 */
public final class ProtocolJson {
  /** Largest document that is read. */
  public static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

  private static final int MAX_DEPTH = 200;
  private static final int MAX_NUMBER_LENGTH = 1_000;

  private static final JsonMapper MAPPER = newMapper();

  private ProtocolJson() {}

  /**
   * Reads a document.
   *
   * @throws ProtocolException when it is no JSON, or not of the form of {@code type}; the message
   *     says where
   */
  public static <T> T read(byte[] json, Class<T> type) {
    checkSize(json.length);
    if (json.length == 0) {
      throw new ProtocolException("expected a JSON object, found nothing");
    }
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new ProtocolException("expected a JSON object, found null");
      }
      return value;
    } catch (JacksonException e) {
      throw JsonRefusal.of(e);
    }
  }

  /**
   * Reads a document of any shape.
   *
   * @throws ProtocolException when it is no JSON; the message says where
   */
  public static JsonNode readTree(byte[] json) {
    checkSize(json.length);
    try {
      JsonNode node = MAPPER.readTree(json);
      if (node.isMissingNode()) {
        throw new ProtocolException("expected JSON, found nothing");
      }
      return node;
    } catch (JacksonException e) {
      throw JsonRefusal.of(e);
    }
  }

  /**
   * The same for text.
   *
   * @throws ProtocolException when it is no JSON; the message says where
   */
  public static JsonNode readTree(String json) {
    return readTree(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a value, null included, as compact UTF-8 JSON. */
  public static byte[] write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new ProtocolException("cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * What people are shown of a JSON value: the text of a string, anything else as JSON on one line.
   *
   * @param json a JSON value in UTF-8
   * @throws ProtocolException when it is no JSON
   */
  public static String text(byte[] json) {
    JsonNode node = readTree(json);
    if (node.isString()) {
      return node.stringValue();
    }
    // A raw line end in JSON is always white space between tokens.
    return new String(json, StandardCharsets.UTF_8).strip().replaceAll("\\R", " ");
  }

  /** What kind of value this is, in words for an error message. */
  static String kindOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT, POJO -> "an object";
      case ARRAY -> "a list";
      case STRING, BINARY -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }

  private static void checkSize(int length) {
    if (length > MAX_DOCUMENT_BYTES) {
      throw new ProtocolException(
          "the JSON has %d bytes; at most %d are read".formatted(length, MAX_DOCUMENT_BYTES));
    }
  }

  private static JsonMapper newMapper() {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(MAX_NUMBER_LENGTH)
            .maxStringLength(MAX_DOCUMENT_BYTES)
            .build();
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
        .addModule(
            new SimpleModule().addSerializer(EventDefinition.class, new EventDefinitionWriter()))
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }
}
