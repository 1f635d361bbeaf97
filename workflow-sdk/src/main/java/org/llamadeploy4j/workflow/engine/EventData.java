package org.llamadeploy4j.workflow.engine;

/**
 * An event as the engine sees it: its logical type, the hash of its schema and its payload, which
 * brings the hash.
 *
 * @param type logical name
 */
public record EventData(String type, Payload payload) {

  /** The hash of the schema in which it was written; empty where that is not known. */
  public String schema() {
    return payload.schema();
  }
}
