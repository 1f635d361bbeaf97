package org.llamadeploy4j.basicagent;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tools of an agent, by name. Immutable and thread-safe. */
final class Tools {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Tool> byName = new LinkedHashMap<>();

  Tools(Tool... tools) {
    for (Tool tool : tools) {
      byName.put(tool.specification().name(), tool);
    }
  }

  List<ToolSpecification> specifications() {
    return byName.values().stream().map(Tool::specification).toList();
  }

  /**
   * Calls a tool.
   *
   * @param arguments JSON
   */
  String call(String name, String arguments) throws Exception {
    Tool tool = byName.get(name);
    if (tool == null) {
      throw new IllegalArgumentException(
          "there is no tool '%s', only %s".formatted(name, byName.keySet()));
    }
    return tool.call(JSON.readTree(arguments));
  }
}
