package org.llamadeploy4j.workflow;

/**
 * Runs of one workflow, one after the other, that hand their states on: a run begins with the
 * states that the last completed one left. A run that failed or was cancelled leaves nothing.
 * Thread-safe.
 */
public interface Session {

  /**
   * Starts the session's next run.
   *
   * @throws WorkflowException with the code {@code session_busy} while a run of this session has
   *     not ended
   */
  Handler run(StartEvent start);
}
