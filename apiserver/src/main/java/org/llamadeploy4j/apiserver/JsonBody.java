package org.llamadeploy4j.apiserver;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.ProtocolJson;

/** The JSON object in a request's body, whose fields are read with the checks clients know. */
final class JsonBody {
  private final Map<?, ?> fields;

  private JsonBody(Map<?, ?> fields) {
    this.fields = fields;
  }

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it is empty, no JSON, or no object
   */
  static JsonBody read(byte[] body) {
    if (body.length == 0) {
      throw InvalidRequestException.missingBody();
    }
    Object value;
    try {
      value = ProtocolJson.read(body, Object.class);
    } catch (ProtocolException e) {
      throw InvalidRequestException.notJson(String.valueOf(e.getMessage()));
    }
    if (!(value instanceof Map<?, ?> fields)) {
      throw InvalidRequestException.notAnObject(value);
    }
    return new JsonBody(fields);
  }

  /** A string that must be there. */
  String text(String name) {
    if (!fields.containsKey(name)) {
      throw InvalidRequestException.missingField(name, fields);
    }
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw InvalidRequestException.notText(name, fields.get(name));
  }

  /** A string that may be absent or null. */
  @Nullable String optionalText(String name) {
    return fields.get(name) == null ? null : text(name);
  }
}
