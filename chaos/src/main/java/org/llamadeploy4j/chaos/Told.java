package org.llamadeploy4j.chaos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client was told about a task whose creation was answered with success.
 *
 * @param wish what it had asked for
 * @param acknowledged when its creation was answered with success, and what else it asked for
 * @param control what became of its wish to cancel or to retry
 * @param stream its events, attempt by attempt, each from the first to the last; null: not asked
 *     for
 */
record Told(
    Wish wish,
    List<Long> acknowledged,
    Control control,
    End end,
    @Nullable List<List<Passed>> stream) {

  int number() {
    return wish.number();
  }

  /** What was answered to who cancelled or retried. */
  enum Control {
    /** Nothing was asked. */
    NONE,
    /** The task will end as cancelled. */
    CANCELLED,
    /** The task had completed already, and was not cancelled. */
    TOO_LATE,
    /** The task begins anew. Also if that was asked for and not answered. */
    RETRIED
  }

  /** How a task ended, as its client was told. */
  sealed interface End {
    /** With a result. */
    record Completed(Result result) implements End {}

    /**
     * As cancelled.
     *
     * @param atMillis when that was told
     */
    record Cancelled(long atMillis) implements End {}

    /** In no way that it may, or not at all. */
    record Missing(String why) implements End {}
  }

  /**
   * A result.
   *
   * @param marks of the executions that were committed, in order
   * @param count how many tasks the session had had with this one
   * @param previous the number of the session's task before; 0: none
   */
  record Result(int number, List<String> marks, int count, int previous) {}

  /** An event of the stream: a step has come to its middle. */
  record Passed(int step, String mark) {}
}
