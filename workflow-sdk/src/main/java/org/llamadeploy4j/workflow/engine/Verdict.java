package org.llamadeploy4j.workflow.engine;

/**
 * What follows from a failed attempt. Journaled with it, so that a changed policy cannot change
 * history.
 */
public sealed interface Verdict {

  /** The run fails. */
  record FailRun() implements Verdict {}
}
