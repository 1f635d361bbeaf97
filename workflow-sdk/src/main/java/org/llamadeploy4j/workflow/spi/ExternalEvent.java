package org.llamadeploy4j.workflow.spi;

/**
 * An event sent to a run from outside and accepted by its host. The array is not copied and must
 * not be changed.
 *
 * @param id unique within the run; an event whose id was already taken is dropped
 * @param type logical name, simple class name, or a fully qualified name that is an alias of a
 *     registered event
 * @param json its fields as a UTF-8 JSON object
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record ExternalEvent(String id, String type, byte[] json) {
  public ExternalEvent {
    if (id.isBlank()) {
      throw new IllegalArgumentException("id is blank");
    }
  }
}
