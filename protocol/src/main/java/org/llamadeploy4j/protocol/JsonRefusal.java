package org.llamadeploy4j.protocol;

import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says in a client's words why its JSON was refused: no class names, no settings of a library. */
final class JsonRefusal {
  private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at .*");

  private JsonRefusal() {}

  static ProtocolException of(JacksonException e) {
    if (e.getCause() instanceof ProtocolException own) {
      return own;
    }
    return switch (e) {
      case MismatchedInputException mismatch ->
          new ProtocolException(
              "not of the expected form" + place(e) + ": " + mismatched(mismatch), e);
      case DatabindException other ->
          new ProtocolException("not of the expected form" + place(e) + ": " + firstLine(other), e);
      default -> new ProtocolException("not valid JSON" + place(e) + ": " + firstLine(e), e);
    };
  }

  private static String mismatched(MismatchedInputException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      String name = step.getPropertyName();
      if (name == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    String subject = path.isEmpty() ? "it" : "the field '" + path + "'";
    return subject + " must be " + expected(e.getTargetType());
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  private static String place(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? ""
        : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private static String firstLine(JacksonException e) {
    String line = e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
    // Where the opening mark was, in the parser's own words, which say nothing of a text.
    return START_MARKER.matcher(line).replaceFirst("");
  }
}
