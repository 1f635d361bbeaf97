package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.ComponentReader;
import org.llamadeploy4j.workflow.engine.EventData;

/** Reads components out of the JSON of events. */
record Components(EventTypes types) implements ComponentReader {

  /** A component of an event: of a record, or any of an event of free form. */
  record Part(String name, Codec codec, boolean mayBeNull) {}

  /** The component, or null where events of the type have none of this name. */
  static @Nullable Part part(EventType type, String name) {
    return switch (type.codec()) {
      case FreeEventCodec free -> new Part(name, free.values(), true);
      case RecordCodec record -> {
        RecordCodec.Field field = record.field(name);
        yield field == null ? null : new Part(name, field.codec(), mayBeNull(field));
      }
      default -> null;
    };
  }

  private static boolean mayBeNull(RecordCodec.Field field) {
    return field.nullable() || field.codec().empty() instanceof Optional<?>;
  }

  @Override
  public @Nullable String read(EventData event, String component) {
    Map<String, @Nullable Object> json = Json.parseObject(types.json(event));
    Part part = part(types.named(event.type()), component);
    return part == null || !json.containsKey(component)
        ? null
        : Canonical.of(json.get(component), part.codec());
  }
}
