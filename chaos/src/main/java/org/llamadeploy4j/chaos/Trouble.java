package org.llamadeploy4j.chaos;

import java.time.Duration;

/**
 * Something was not as it should be for a while.
 *
 * @param victim the process's name, or {@link Fault#REDIS}
 * @param pid the process that stood still or was cut off; {@link #NO_PROCESS}: none that goes on
 * @param fromMillis when it began
 * @param toMillis when it was over; {@link Long#MAX_VALUE}: never
 */
record Trouble(String victim, long pid, long fromMillis, long toMillis) {
  /** Of those that were killed, and of Redis, which executes no steps. */
  static final long NO_PROCESS = -1;

  /**
   * How long a fault may be felt after it is over: calls that were under way may wait so long for
   * their answers, and a Redis that was started again gives every lease one more term of 3 s.
   */
  static final Duration AFTERMATH = Duration.ofSeconds(5);

  /** Whether there was something of it between these moments. */
  boolean touches(long from, long to) {
    return fromMillis <= to && toMillis >= from;
  }

  /** The same with what was felt of it afterwards. */
  boolean isFelt(long from, long to) {
    return touches(from - AFTERMATH.toMillis(), to);
  }
}
