package org.llamadeploy4j.workflow.spi;

/** What a run that has not ended is doing. */
public enum RunStatus {
  /** A step is running or about to. */
  RUNNING,
  /** Nothing can happen until an event arrives or a timer fires. */
  WAITING
}
