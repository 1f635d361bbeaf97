package org.llamadeploy4j.workflow.spi;

/** What a run that has not ended is doing. */
public enum RunStatus {
  /** A step is running or about to. */
  RUNNING,
  /** Every step waits or will be tried again later: for an event, for a time, or for a child. */
  WAITING
}
