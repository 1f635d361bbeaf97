package org.llamadeploy4j.workflow;

import java.util.Map;
import org.llamadeploy4j.workflow.internal.FreeEvent;
import org.llamadeploy4j.workflow.internal.Required;

/** A question to a human. It is shown on the run's event stream. */
public interface InputRequiredEvent extends Event {

  /** A question of free form. */
  static InputRequiredEvent of(Map<String, ?> fields) {
    return new FreeEvent.Question(
        Required.notNull(fields, "of", "fields", "the fields of the event, maybe none"));
  }
}
