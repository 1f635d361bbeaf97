package org.llamadeploy4j.workflow;

import java.util.Map;
import org.llamadeploy4j.workflow.internal.FreeEvent;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * What a run starts with. A step parameter of this very type takes any fields; read them with
 * {@code get}.
 */
public interface StartEvent extends Event {

  /** A start event of free form. */
  static StartEvent of(Map<String, ?> fields) {
    return new FreeEvent.Start(
        Required.notNull(fields, "of", "fields", "the fields of the event, maybe none"));
  }
}
