package org.llamadeploy4j.chaos;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A trap that is set on a link, and what happens when it springs, once. Thread-safe.
 *
 * @param trap where
 * @param deed what happens; called on the link's thread
 * @param sprung whether it has
 */
record Snare(Trap trap, Runnable deed, AtomicBoolean sprung) {
  Snare(Trap trap, Runnable deed) {
    this(trap, deed, new AtomicBoolean());
  }

  /** Whether this command springs it; true at most once. */
  boolean catches(String script, Trap.Moment moment) {
    return trap.moment() == moment
        && trap.script().equals(script)
        && sprung.compareAndSet(false, true);
  }
}
