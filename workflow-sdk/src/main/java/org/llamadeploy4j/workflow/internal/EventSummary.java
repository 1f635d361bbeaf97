package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Input;

/**
 * Events in one short line, for logs that are asked to be verbose: the type and its fields, long
 * texts cut, big lists and maps as their sizes only. Values of fields are shown, so such logs are
 * as secret as the events.
 */
final class EventSummary {

  /** A summary is never longer. */
  static final int MAX_CHARS = 400;

  private static final int MAX_TEXT = 80;
  private static final int MAX_INLINE = 5;
  private static final int MAX_DEPTH = 3;
  private static final String MORE = "…";

  private final StringBuilder line = new StringBuilder();

  private EventSummary() {}

  /** A summary of what a step was given, at most {@value #MAX_CHARS} characters. */
  static String of(Input input) {
    return switch (input) {
      case Input.One i -> of(i.event());
      case Input.Many i -> i.events().size() + " events, the first a " + input.type();
      case Input.Failed i -> "failure of step " + i.step();
    };
  }

  /** The event's summary, at most {@value #MAX_CHARS} characters. */
  static String of(EventData event) {
    EventSummary summary = new EventSummary();
    summary.line.append(event.type());
    try {
      summary.fields(Json.parseObject(event.payload().json()));
    } catch (InvalidInputException | IllegalStateException e) {
      summary.line.append("{").append(MORE).append("}"); // no JSON: the round trip is off
    }
    return cut(summary.line, MAX_CHARS);
  }

  private void fields(Map<String, @Nullable Object> fields) {
    line.append('{');
    String separator = "";
    for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
      if (line.length() > MAX_CHARS) {
        return;
      }
      line.append(separator).append(cut(field.getKey(), MAX_TEXT)).append('=');
      value(field.getValue(), 1);
      separator = ", ";
    }
    line.append('}');
  }

  private void value(@Nullable Object value, int depth) {
    switch (value) {
      case null -> line.append("null");
      case String s -> line.append('"').append(cut(s, MAX_TEXT)).append('"');
      case List<?> list -> {
        if (list.size() > MAX_INLINE || depth > MAX_DEPTH) {
          line.append("[%d elements]".formatted(list.size()));
        } else {
          list(list, depth);
        }
      }
      case Map<?, ?> map -> {
        if (map.size() > MAX_INLINE || depth > MAX_DEPTH) {
          line.append("{%d entries}".formatted(map.size()));
        } else {
          map(map, depth);
        }
      }
      default -> line.append(cut(value.toString(), MAX_TEXT));
    }
  }

  private void list(List<?> list, int depth) {
    line.append('[');
    String separator = "";
    for (Object each : list) {
      line.append(separator);
      value(each, depth + 1);
      separator = ", ";
    }
    line.append(']');
  }

  private void map(Map<?, ?> map, int depth) {
    line.append('{');
    String separator = "";
    for (Map.Entry<?, ?> each : map.entrySet()) {
      line.append(separator).append(cut(String.valueOf(each.getKey()), MAX_TEXT)).append('=');
      value(each.getValue(), depth + 1);
      separator = ", ";
    }
    line.append('}');
  }

  private static String cut(CharSequence text, int max) {
    if (text.length() <= max) {
      return text.toString();
    }
    int end = max - MORE.length();
    boolean half = Character.isHighSurrogate(text.charAt(end - 1));
    return text.subSequence(0, half ? end - 1 : end) + MORE;
  }
}
