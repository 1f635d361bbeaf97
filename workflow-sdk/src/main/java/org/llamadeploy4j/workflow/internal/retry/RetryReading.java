package org.llamadeploy4j.workflow.internal.retry;

import java.util.List;
import org.llamadeploy4j.workflow.retry.RetryPolicy;

/** What came of reading a {@code @Retry}. */
public sealed interface RetryReading {

  /**
   * It is sound.
   *
   * @param policy what it means
   */
  record Sound(RetryPolicy policy) implements RetryReading {}

  /**
   * It is not.
   *
   * @param problems why, one sentence each, to be put after the step's name; never empty
   */
  record Unsound(List<String> problems) implements RetryReading {

    /** Copies the list. */
    public Unsound {
      problems = List.copyOf(problems);
    }
  }
}
