package org.llamadeploy4j.workflow.engine;

import java.time.Duration;

/**
 * What follows from a failed attempt. Journaled with it, so that a changed policy cannot change
 * history.
 */
public sealed interface Verdict {

  /** It is not tried again: an error handler takes it, or the run fails. */
  record GiveUp() implements Verdict {}

  /** It is tried again after this time, during which it holds no worker. */
  record Retry(Duration delay) implements Verdict {
    public Retry {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a delay is not negative: " + delay);
      }
    }
  }
}
