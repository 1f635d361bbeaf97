package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A step as the engine sees it.
 *
 * @param workers how many attempts of it may run at a time
 * @param timeout limit of one attempt, or null
 */
public record StepPlan(
    String name, int workers, @Nullable Duration timeout, Takes takes, Gives gives) {
  public StepPlan {
    if (workers < 1) {
      throw new IllegalArgumentException(
          "step " + name + " has " + workers + " workers; at least 1 is needed");
    }
  }

  /** Logical names of the events it takes. */
  public Set<String> accepts() {
    return takes.types();
  }
}
