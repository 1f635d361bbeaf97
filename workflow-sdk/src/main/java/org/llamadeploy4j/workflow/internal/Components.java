package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.ComponentReader;
import org.llamadeploy4j.workflow.engine.EventData;

/** Reads components out of the JSON of events. */
record Components(EventTypes types) implements ComponentReader {

  @Override
  public @Nullable String read(EventData event, String component) {
    Map<String, @Nullable Object> json = Json.parseObject(types.json(event));
    return json.containsKey(component) ? Json.canonical(json.get(component)) : null;
  }
}
