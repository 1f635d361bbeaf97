package org.llamadeploy4j.workflow.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Failure;

/** How an attempt ended, for those who watch. */
public sealed interface StepEnd {

  /**
   * It succeeded.
   *
   * @param outputTypes logical names of the events it gave out, in order
   */
  record Completed(List<String> outputTypes) implements StepEnd {
    public Completed {
      outputTypes = List.copyOf(outputTypes);
    }
  }

  /** It waits, and will be entered again. Not an error. */
  record Waiting() implements StepEnd {}

  /**
   * It failed.
   *
   * @param retryIn how long until it is tried again, or null when it is not
   */
  record Failed(Failure failure, @Nullable Duration retryIn) implements StepEnd {}
}
