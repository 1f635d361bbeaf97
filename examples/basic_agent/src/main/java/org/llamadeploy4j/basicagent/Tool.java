package org.llamadeploy4j.basicagent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;

/** Something the model may ask for. Thread-safe, since calls go on side by side. */
interface Tool {
  /** Its name, and all that the model knows of it. */
  ToolSpecification specification();

  /**
   * Does what it is for. A call may be repeated after a crash: a tool with effects should hand
   * {@code Context.current().idempotencyKey()} on to what it changes.
   *
   * @throws Exception the model is told its message
   */
  String call(JsonNode arguments) throws Exception;

  /** The specification of a tool that takes one string. */
  static ToolSpecification taking(
      String parameter, String example, String name, String description) {
    return ToolSpecification.builder()
        .name(name)
        .description(description)
        .parameters(
            JsonObjectSchema.builder()
                .addStringProperty(parameter, "such as: " + example)
                .required(parameter)
                .build())
        .build();
  }
}
