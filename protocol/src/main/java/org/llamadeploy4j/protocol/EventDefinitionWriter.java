package org.llamadeploy4j.protocol;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** Leaves a step out that is not named: Llama Deploy's form has no such field. Thread-safe. */
final class EventDefinitionWriter extends ValueSerializer<EventDefinition> {
  @Override
  public void serialize(EventDefinition event, JsonGenerator out, SerializationContext context) {
    out.writeStartObject();
    out.writeStringProperty("service_id", event.serviceId());
    out.writeStringProperty("event_obj_str", event.eventObjStr());
    if (event.step() != null) {
      out.writeStringProperty("step", event.step());
    }
    out.writeEndObject();
  }
}
