package org.llamadeploy4j.workflow.engine;

/** How a wait was over. */
public sealed interface Answer {

  /** An event came. */
  record Given(EventData event) implements Answer {}

  /** The time passed. */
  record TimedOut() implements Answer {}

  /** The child run ended. */
  record ChildEnded(Ending ending) implements Answer {}

  /** Whether the wait did not bring what it was for, so that a retry of the step waits again. */
  default boolean isBad() {
    return switch (this) {
      case Given a -> false;
      case TimedOut a -> true;
      case ChildEnded a -> !(a.ending() instanceof Ending.Stopped);
    };
  }
}
