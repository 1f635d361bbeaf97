package org.llamadeploy4j.workflow.engine;

/** How a wait was over. */
public sealed interface Answer {

  /** An event came. */
  record Given(EventData event) implements Answer {}

  /** The time limit passed. */
  record TimedOut() implements Answer {}
}
