package org.llamadeploy4j.workflow;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.FreeEvent;

/** Ends the run when a step returns it. */
public interface StopEvent extends Event {

  /**
   * Ends the run with a plain value: what JSON can hold, or a record of such values.
   *
   * @param result the run's result; may be null
   */
  static StopEvent of(@Nullable Object result) {
    return new FreeEvent.Stop(result);
  }
}
