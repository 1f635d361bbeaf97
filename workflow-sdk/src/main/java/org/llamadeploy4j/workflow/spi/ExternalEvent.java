package org.llamadeploy4j.workflow.spi;

import org.jspecify.annotations.Nullable;

/**
 * An event that reached a run from outside. The array is not copied and must not be changed.
 *
 * @param id unique within the run; an event whose id was already taken is dropped
 * @param type logical name, simple class name, or a fully qualified name that is an alias of a
 *     registered event
 * @param json its fields as a UTF-8 JSON object
 * @param step the only step that shall get it, as {@code child/step} in a child; null for all that
 *     take it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record ExternalEvent(String id, String type, byte[] json, @Nullable String step) {
  public ExternalEvent {
    if (id.isBlank()) {
      throw new IllegalArgumentException("id is blank");
    }
  }

  /** An event for every step that takes it. */
  public ExternalEvent(String id, String type, byte[] json) {
    this(id, type, json, null);
  }
}
