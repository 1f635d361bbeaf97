package org.llamadeploy4j.apiserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ProtocolJson;

/** A request lacks something or has it in the wrong form; answered with 422 and the place. */
final class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, @Nullable Object> error;

  private InvalidRequestException(
      String type, List<Object> location, String message, @Nullable Object input) {
    super(message);
    error = new LinkedHashMap<>();
    error.put("type", type);
    error.put("loc", location);
    error.put("msg", message);
    error.put("input", input);
  }

  /** A parameter is not there. */
  static InvalidRequestException missing(String in, String name) {
    return new InvalidRequestException("missing", List.of(in, name), "Field required", null);
  }

  /** There is no body. */
  static InvalidRequestException missingBody() {
    return new InvalidRequestException("missing", List.of("body"), "Field required", null);
  }

  /** A field of the body is not there. */
  static InvalidRequestException missingField(String name, Object body) {
    return new InvalidRequestException("missing", List.of("body", name), "Field required", body);
  }

  /** A field of the body is not a string. */
  static InvalidRequestException notText(String name, @Nullable Object value) {
    return new InvalidRequestException(
        "string_type", List.of("body", name), "Input should be a valid string", value);
  }

  /** A field of the body does not say what it should. */
  static InvalidRequestException badField(String name, String why, String value) {
    return new InvalidRequestException("value_error", List.of("body", name), why, value);
  }

  /** A query parameter is not true or false. */
  static InvalidRequestException notBoolean(String name, String value) {
    return new InvalidRequestException(
        "bool_parsing",
        List.of("query", name),
        "Input should be a valid boolean, unable to interpret input",
        value);
  }

  /** A header does not say what it should. */
  static InvalidRequestException badHeader(String name, String why, String value) {
    return new InvalidRequestException(
        "value_error", List.of("header", name.toLowerCase(Locale.ROOT)), why, value);
  }

  /** A query parameter is none of the words that it may be. */
  static InvalidRequestException notAllowed(String name, String value, List<String> allowed) {
    String words = String.join(", ", allowed.stream().map(word -> "'" + word + "'").toList());
    return new InvalidRequestException(
        "enum", List.of("query", name), "Input should be one of " + words, value);
  }

  /** A query parameter is no cursor of a page. */
  static InvalidRequestException notACursor(String name, String value) {
    return new InvalidRequestException(
        "cursor",
        List.of("query", name),
        "Input should be the next_cursor of an earlier page, as it was",
        value);
  }

  /** A query parameter is no whole number, or out of bounds. */
  static InvalidRequestException notANumber(String name, String value, int least, int most) {
    return new InvalidRequestException(
        "int_range",
        List.of("query", name),
        "Input should be a whole number from %d to %d".formatted(least, most),
        value);
  }

  /** The body is JSON and no object. */
  static InvalidRequestException notAnObject(@Nullable Object body) {
    return new InvalidRequestException(
        "model_attributes_type",
        List.of("body"),
        "Input should be a valid dictionary or object to extract fields from",
        body);
  }

  /** The body is not JSON. */
  static InvalidRequestException notJson(String why) {
    InvalidRequestException e =
        new InvalidRequestException("json_invalid", List.of("body"), "JSON decode error", Map.of());
    e.error.put("ctx", Map.of("error", why));
    return e;
  }

  /** The body of the answer. */
  byte[] toJson() {
    return ProtocolJson.write(Map.of("detail", List.of(error)));
  }
}
