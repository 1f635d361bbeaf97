package org.llamadeploy4j.basicagent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.llamadeploy4j.workflow.Context;

/** Tells date and time by the run's clock, which a test can set. Stateless. */
final class WorldClock implements Tool {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm 'in' VV", Locale.ENGLISH);

  @Override
  public ToolSpecification specification() {
    return Tool.taking("zone", "Europe/Paris", "clock", "Tells date and time of a time zone");
  }

  @Override
  public String call(JsonNode arguments) {
    ZoneId zone = ZoneId.of(arguments.required("zone").asText());
    return FORMAT.format(Context.current().now().atZone(zone));
  }
}
