package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.Nullable;

/** Extracts what waiters name from an event's payload. Must be a pure function. */
@FunctionalInterface
public interface ComponentReader {

  /** The component as canonical JSON, or null when the event has none of that name. */
  @Nullable String read(EventData event, String component);
}
