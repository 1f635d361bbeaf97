package org.llamadeploy4j.workflow.spi;

import java.util.Map;

/**
 * What a run starts from. The arrays are not copied and must not be changed afterwards.
 *
 * @param runId the task's id
 * @param startInputJson the start event's fields as a UTF-8 JSON object; empty means {@code {}}
 * @param initialState the session's state: JSON by state name
 */
@SuppressWarnings(
    "ArrayRecordComponent") // compared by identity; copying every input would cost more than it
// protects
public record RunRequest(String runId, byte[] startInputJson, Map<String, byte[]> initialState) {
  public RunRequest {
    if (runId.isBlank()) {
      throw new IllegalArgumentException("the id of a run is blank; give it one, or leave it out");
    }
    initialState = Map.copyOf(initialState);
  }
}
