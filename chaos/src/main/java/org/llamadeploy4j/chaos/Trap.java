package org.llamadeploy4j.chaos;

import java.util.Locale;

/**
 * A named point at which something happens to a process: just before one of its scripts reaches
 * Redis, or just after Redis has run it and before the process hears of it.
 *
 * @param script a script's name, such as {@code commit}
 */
record Trap(String script, Moment moment) {

  /** On which side of the script. */
  enum Moment {
    BEFORE,
    AFTER
  }

  @Override
  public String toString() {
    return moment.name().toLowerCase(Locale.ROOT) + " " + script;
  }
}
