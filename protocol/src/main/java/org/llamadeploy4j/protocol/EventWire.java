package org.llamadeploy4j.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How events travel between REST clients and us: {@code event_obj_str} in, NDJSON lines out.
 *
 * <p>A line can say where its event comes from: raw ones in a field {@code origin} beside {@code
 * value}, which readers of the original's envelopes skip, others in a field {@code _origin} of the
 * body, unless the event has one of its own.
 */
public final class EventWire {
  private static final String BUILT_IN_MODULE = "workflows.events.";
  private static final String OLDER_MODULE = "llama_index.core.workflow.events.";

  /** What the original's engine defines itself; all else is the author's. */
  private static final Set<String> BUILT_IN =
      Set.of(
          "Event",
          "StartEvent",
          "StopEvent",
          "InputRequiredEvent",
          "HumanResponseEvent",
          "StepFailedEvent",
          "WorkflowTimedOutEvent",
          "WorkflowCancelledEvent",
          "WorkflowFailedEvent",
          "WorkflowIdleEvent",
          "UnhandledEvent",
          "StepStateChanged");

  private static final String DYNAMIC_ANSWER = "HumanResponseEvent";
  private static final String UNDECLARED = "_data";
  private static final int MAX_SHOWN = 200;
  private static final String ORIGIN_IN_BODY = "\"_origin\"";

  private EventWire() {}

  /**
   * Reads what a client sends into a run. Accepted are the original's envelope ({@code
   * __is_pydantic}, {@code value}, {@code qualified_name}) and a bare object, which stands for a
   * {@code HumanResponseEvent} with these fields. Fields under {@code _data} count as the event's
   * own.
   *
   * @param id the event's id
   * @param eventObjStr a JSON object
   * @throws ProtocolException when it is none of these; the message says what it is instead
   */
  public static ClientEvent read(String id, String eventObjStr) {
    return read(id, eventObjStr, null);
  }

  /**
   * The same with the step that it is for.
   *
   * @throws ProtocolException as above
   */
  public static ClientEvent read(String id, EventDefinition event) {
    return read(id, event.eventObjStr(), event.step());
  }

  private static ClientEvent read(String id, String eventObjStr, @Nullable String step) {
    JsonNode node = parse(eventObjStr);
    if (!(node instanceof ObjectNode object)) {
      throw new ProtocolException(
          "'event_obj_str' must be a JSON object in a string; it is " + ProtocolJson.kindOf(node));
    }
    if (isTrue(object, "__is_component")) {
      throw new ProtocolException(
          "'event_obj_str' holds a component; send an event: {\"__is_pydantic\": true, \"value\":"
              + " {…}, \"qualified_name\": \"…\"}");
    }
    if (isTrue(object, "__is_pydantic")) {
      return enveloped(id, object, step);
    }
    return new ClientEvent(id, DYNAMIC_ANSWER, body(object), step);
  }

  /**
   * One line of an event stream, with its line end.
   *
   * @param raw whether the reader asked for the envelope ({@code raw_event=true}) or the body
   * @param withOrigin whether it says where the event comes from
   */
  public static byte[] line(EventEnvelope event, boolean raw, boolean withOrigin) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(event.json().length + 96);
    if (raw) {
      writeRaw(event, withOrigin, line);
    } else {
      writeOnOneLine(withOrigin ? withOrigin(event) : event.json(), line);
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void writeRaw(
      EventEnvelope event, boolean withOrigin, ByteArrayOutputStream line) {
    line.writeBytes(ascii("{\"__is_pydantic\": true, \"value\": "));
    writeOnOneLine(event.json(), line);
    line.writeBytes(ascii(", \"qualified_name\": "));
    line.writeBytes(ProtocolJson.write(qualifiedName(event.type())));
    if (withOrigin) {
      line.writeBytes(ascii(", \"origin\": "));
      line.writeBytes(ProtocolJson.write(event.origin()));
    }
    line.write('}');
  }

  /**
   * The body with the origin as its last field. In JSON these characters with these quotes can only
   * be a whole string, so where they are not, there is no such field.
   */
  private static byte[] withOrigin(EventEnvelope event) {
    String body = new String(event.json(), StandardCharsets.UTF_8);
    int end = body.lastIndexOf('}');
    if (end < 0 || body.contains(ORIGIN_IN_BODY)) {
      return event.json();
    }
    String fields = body.substring(0, end).stripTrailing();
    String separator = fields.endsWith("{") ? "" : ", ";
    String origin = new String(ProtocolJson.write(event.origin()), StandardCharsets.UTF_8);
    return (fields + separator + ORIGIN_IN_BODY + ": " + origin + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a raw line back.
   *
   * @throws ProtocolException when it is no such line
   */
  public static RunEvent readRaw(String line) {
    JsonNode node = ProtocolJson.readTree(line);
    JsonNode name = node.path("qualified_name");
    if (!isTrue(node, "__is_pydantic") || !name.isString() || !node.path("value").isObject()) {
      throw new ProtocolException(
          "the line is no raw event; ask the server with raw_event=true: " + shortened(line));
    }
    JsonNode origin = node.path("origin");
    return new RunEvent(
        simpleName(name.stringValue()),
        ProtocolJson.write(node.path("value")),
        origin.isObject()
            ? ProtocolJson.read(ProtocolJson.write(origin), EventOrigin.class)
            : null);
  }

  private static String shortened(String line) {
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }

  private static ClientEvent enveloped(String id, ObjectNode envelope, @Nullable String step) {
    JsonNode name = envelope.path("qualified_name");
    JsonNode value = envelope.path("value");
    if (!name.isString() || name.stringValue().isBlank()) {
      throw new ProtocolException(
          "'event_obj_str' must name its event in 'qualified_name'; there it has "
              + ProtocolJson.kindOf(name));
    }
    if (!(value instanceof ObjectNode fields)) {
      throw new ProtocolException(
          "'event_obj_str' must hold the event's fields as an object in 'value'; there it has "
              + ProtocolJson.kindOf(value));
    }
    return new ClientEvent(id, simpleName(name.stringValue()), body(fields), step);
  }

  /** Moves what is under {@code _data} beside the declared fields, which win. */
  private static byte[] body(ObjectNode fields) {
    if (fields.get(UNDECLARED) instanceof ObjectNode undeclared) {
      fields.remove(UNDECLARED);
      undeclared.properties().forEach(e -> fields.putIfAbsent(e.getKey(), e.getValue()));
    }
    return ProtocolJson.write(fields);
  }

  private static String simpleName(String qualified) {
    if (qualified.startsWith(BUILT_IN_MODULE)) {
      return qualified.substring(BUILT_IN_MODULE.length());
    }
    if (qualified.startsWith(OLDER_MODULE)) {
      return qualified.substring(OLDER_MODULE.length());
    }
    return qualified;
  }

  private static String qualifiedName(String logical) {
    return BUILT_IN.contains(logical) ? BUILT_IN_MODULE + logical : logical;
  }

  private static boolean isTrue(JsonNode object, String field) {
    JsonNode node = object.path(field);
    return node.isBoolean() && node.booleanValue();
  }

  private static JsonNode parse(String eventObjStr) {
    try {
      return ProtocolJson.readTree(eventObjStr);
    } catch (ProtocolException e) {
      throw new ProtocolException(
          "'event_obj_str' must be a JSON object in a string: " + e.getMessage(), e);
    }
  }

  /** In JSON a raw line end is always white space between tokens, so a blank may stand for it. */
  private static void writeOnOneLine(byte[] json, ByteArrayOutputStream line) {
    int from = 0;
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        line.write(json, from, i - from);
        line.write(' ');
        from = i + 1;
      }
    }
    line.write(json, from, json.length - from);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
