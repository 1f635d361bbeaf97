package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a run was active; waits do not count.
 *
 * @param used time until the last pause
 * @param since since when it is active, or null while it waits
 */
public record ActiveTime(Duration used, @Nullable Instant since) {

  static final ActiveTime NONE = new ActiveTime(Duration.ZERO, null);

  boolean running() {
    return since != null;
  }

  Duration at(Instant now) {
    return since == null ? used : used.plus(Duration.between(since, now));
  }

  ActiveTime resumedAt(Instant now) {
    return new ActiveTime(used, now);
  }

  ActiveTime pausedAt(Instant now) {
    return new ActiveTime(at(now), null);
  }

  /** When the limit is reached if the run stays active, or null while it waits or has no limit. */
  @Nullable Instant reaches(@Nullable Duration limit) {
    Instant end = Timers.after(since, limit);
    return end == null ? null : end.minus(used);
  }
}
