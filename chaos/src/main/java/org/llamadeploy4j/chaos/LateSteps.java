package org.llamadeploy4j.chaos;

import java.time.Duration;
import java.util.List;

/** Which steps may begin after their task has ended, without anything being wrong. Pure. */
final class LateSteps {
  /** A process that has lost its line to Redis stops its steps after two thirds of a lease. */
  static final Duration ALLOWED = Duration.ofSeconds(2);

  private LateSteps() {}

  /**
   * Whether a step began so late that its process must have known better.
   *
   * @param endedMillis when its task's end was told
   * @param troubles of processes and of Redis: a process that stood still or was cut off since then
   *     could not know
   */
  static boolean isForbidden(Execution step, long endedMillis, List<Trouble> troubles) {
    return step.atMillis() > endedMillis + ALLOWED.toMillis()
        && troubles.stream()
            .filter(t -> t.pid() == step.pid() || t.victim().equals(Fault.REDIS))
            .noneMatch(t -> t.touches(endedMillis, step.atMillis()));
  }
}
