package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.ComponentReader;
import org.llamadeploy4j.workflow.engine.EventData;

/** Reads top-level fields of JSON payloads as canonical JSON. */
final class Components implements ComponentReader {

  @Override
  public @Nullable String read(EventData event, String component) {
    Map<String, @Nullable Object> fields = Json.parseObject(event.payload().json());
    return fields.containsKey(component) ? Json.canonical(fields.get(component)) : null;
  }
}
