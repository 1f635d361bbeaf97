package org.llamadeploy4j.workflow;

import java.util.Map;
import org.llamadeploy4j.workflow.internal.FreeEvent;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * A human's answer. It may arrive before anybody waits for it, and is then kept, declared or not.
 */
public interface HumanResponseEvent extends Event {

  /** An answer of free form, as clients send it: {@code {"response": "42"}}. */
  static HumanResponseEvent of(Map<String, ?> fields) {
    return new FreeEvent.Answer(
        Required.notNull(fields, "of", "fields", "the fields of the event, maybe none"));
  }
}
