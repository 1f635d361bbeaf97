package org.llamadeploy4j.protocol;

/**
 * Why a run failed, in words for its caller.
 *
 * @param code machine-readable reason, such as {@code step_failed}, {@code timed_out}, {@code
 *     invalid_input}
 * @param message what went wrong, where, and what to do about it
 * @param step the step that failed; empty when the failure is not one step's
 * @param exceptionType class name of the cause; empty when there was none
 * @param attempts how often the step was tried; 0 when the failure is not one step's
 */
public record RunFailure(
    String code, String message, String step, String exceptionType, int attempts) {
  /** What a caller is told: the message, and the step when the message is the author's own. */
  public String text() {
    return step.isEmpty() || !code.equals("step_failed")
        ? message
        : "Error in step '%s': %s".formatted(step, message);
  }
}
