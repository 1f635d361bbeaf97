package org.llamadeploy4j.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An event that a client sends into a task. In JSON: {@code service_id}, {@code event_obj_str},
 * {@code step}.
 *
 * @param serviceId the service it is meant for; required for the original's sake, the task decides
 * @param eventObjStr the event, a JSON object encoded as a string: see {@link EventWire#read}
 * @param step the only step that shall get it, as {@code child/step} in a child; null: all that
 *     take it. Llama Deploy has no such field and its servers ignore it
 */
public record EventDefinition(String serviceId, String eventObjStr, @Nullable String step) {
  /** Checks that the required ones are there, and that a step is named if there is one. */
  public EventDefinition {
    RequiredField.check("service_id", serviceId);
    RequiredField.check("event_obj_str", eventObjStr);
    if (step != null && step.isBlank()) {
      throw new ProtocolException(
          "the field 'step' is blank; leave it out, or name a step, or child/step");
    }
  }

  /** An event for every step that takes it. */
  public EventDefinition(String serviceId, String eventObjStr) {
    this(serviceId, eventObjStr, null);
  }
}
