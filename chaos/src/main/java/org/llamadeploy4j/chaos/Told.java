package org.llamadeploy4j.chaos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client was told about a task whose creation was answered with success.
 *
 * @param number the task's, given by the client
 * @param session empty: one of its own
 * @param atMillis when it was acknowledged
 * @param result its result; null: there was none
 * @param problem why there was no result; empty if there was one
 * @param stream its events, from the first to the last; null: not asked for
 */
record Told(
    int number,
    String session,
    long atMillis,
    @Nullable Result result,
    String problem,
    @Nullable List<Passed> stream) {

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
