package org.llamadeploy4j.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An event that a client sends into a run, before the workflow's own types have been looked up.
 *
 * @param id unique per run; the same id is delivered once
 * @param type the name the client gave: a logical name, or a qualified class name of any generation
 * @param json the event's body, a UTF-8 JSON object. The array is not copied: nobody may change it
 * @param step the only step that shall get it, as {@code child/step} in a child; null: all that
 *     take it
 */
public record ClientEvent(String id, String type, byte[] json, @Nullable String step) {
  /** An event for every step that takes it. */
  public ClientEvent(String id, String type, byte[] json) {
    this(id, type, json, null);
  }
}
