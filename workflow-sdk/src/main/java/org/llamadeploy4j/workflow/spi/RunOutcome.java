package org.llamadeploy4j.workflow.spi;

import java.util.Map;

/** How a run ended. */
public sealed interface RunOutcome {

  /**
   * The run stopped with a result.
   *
   * @param resultJson the result as JSON: the bare value of a plain stop, an object for a typed one
   * @param state the session's state after the run: JSON by state name, unchanged ones included
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by identity
  record Completed(byte[] resultJson, Map<String, byte[]> state) implements RunOutcome {
    public Completed {
      state = Map.copyOf(state);
    }
  }

  /** The run failed, or its time limit passed. */
  record Failed(RunFailure failure) implements RunOutcome {}

  /** The run was cancelled on request. */
  record Cancelled(String reason) implements RunOutcome {}
}
