package org.llamadeploy4j.workflow.spi;

import java.time.Duration;

/**
 * Why a run failed.
 *
 * @param code one of the constants here
 * @param step the step that failed, or empty
 * @param type class name of the exception
 * @param message its message and those of its causes, or what is wrong; never blank
 * @param stack the stack trace with causes, or empty
 * @param attempts attempts of that step, 0 without a step
 * @param elapsed from the first attempt of that step, or from the run's start
 */
public record RunFailure(
    String code,
    String step,
    String type,
    String message,
    String stack,
    int attempts,
    Duration elapsed) {

  /** A step threw. */
  public static final String STEP_FAILED = "step_failed";

  /** A step went over its own time limit. */
  public static final String STEP_TIMED_OUT = "step_timed_out";

  /** The start input does not fit the start event. */
  public static final String INVALID_INPUT = "invalid_input";

  /** The run went over its time limit. */
  public static final String TIMED_OUT = "timed_out";

  /** Nothing runs, nothing waits, and no step returned a stop event. */
  public static final String STUCK = "stuck";

  /** A step returned or sent what JSON cannot hold. */
  public static final String RESULT_NOT_JSON = "result_not_json";
}
