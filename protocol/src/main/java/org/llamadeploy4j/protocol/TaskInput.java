package org.llamadeploy4j.protocol;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** The {@code input} of a task: what its start event is made of. */
public final class TaskInput {
  private TaskInput() {}

  /**
   * Checks an input and gives the fields of the start event.
   *
   * @param input empty for no fields, or a JSON object
   * @return a UTF-8 JSON object
   * @throws ProtocolException when it is neither; the message says what it is instead
   */
  public static byte[] toJson(String input) {
    byte[] json = input.getBytes(StandardCharsets.UTF_8);
    if (json.length == 0) {
      return new byte[] {'{', '}'};
    }
    JsonNode node;
    try {
      node = ProtocolJson.readTree(json);
    } catch (ProtocolException e) {
      throw new ProtocolException(
          "'input' must be empty or a JSON object in a string: " + e.getMessage(), e);
    }
    if (!node.isObject()) {
      throw new ProtocolException(
          "'input' must be empty or a JSON object in a string; it is " + ProtocolJson.kindOf(node));
    }
    return json;
  }
}
