package org.llamadeploy4j.workflow.engine;

/** A timer of a run. */
public sealed interface TimerId {

  /** The run's time limit. */
  record RunLimit() implements TimerId {}

  /** The end of a wait, the how manieth of its item from 0. */
  record WaitLimit(long item, int ordinal) implements TimerId {}

  /** The limit of one attempt. */
  record StepLimit(long item, int attempt) implements TimerId {}

  /** The begin of a delayed attempt. */
  record Delay(long item, int attempt) implements TimerId {}

  /** A timer of the child run that a work item waits for. */
  record InChild(long item, TimerId timer) implements TimerId {}
}
