package org.llamadeploy4j.protocol;

/**
 * An event that a client sends into a task. In JSON: {@code service_id}, {@code event_obj_str}.
 *
 * @param serviceId the service it is meant for; required for the original's sake, the task decides
 * @param eventObjStr the event, a JSON object encoded as a string: see {@link EventWire#read}
 */
public record EventDefinition(String serviceId, String eventObjStr) {
  /** Checks that both are there. */
  public EventDefinition {
    RequiredField.check("service_id", serviceId);
    RequiredField.check("event_obj_str", eventObjStr);
  }
}
