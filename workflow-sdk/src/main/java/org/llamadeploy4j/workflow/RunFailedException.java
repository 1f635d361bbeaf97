package org.llamadeploy4j.workflow;

import java.io.Serial;
import java.time.Duration;

/**
 * The result was asked of a run that failed. The code is the failure's, such as {@code
 * step_failed}.
 */
public final class RunFailedException extends WorkflowException {

  @Serial private static final long serialVersionUID = 1L;

  private final String step;
  private final String type;
  private final String stack;
  private final int attempts;
  private final Duration elapsed;

  /**
   * What is known about a failure.
   *
   * @param step the step that failed, or empty
   * @param type class name of the original exception, or empty where there was none
   * @param stack its stack trace with causes, or empty
   * @param attempts how often the step was tried
   * @param elapsed from the first attempt to the failure
   */
  public record Details(String step, String type, String stack, int attempts, Duration elapsed) {}

  /**
   * An exception with a message for people.
   *
   * @param code the failure's, such as {@code step_failed}
   */
  public RunFailedException(String code, String message, Details details) {
    super(code, message);
    this.step = details.step();
    this.type = details.type();
    this.stack = details.stack();
    this.attempts = details.attempts();
    this.elapsed = details.elapsed();
  }

  /** The step that failed, or empty. */
  public String step() {
    return step;
  }

  /** Class name of the original exception. */
  public String type() {
    return type;
  }

  /** The original stack trace with its causes, or empty. */
  public String stack() {
    return stack;
  }

  /** Attempts of the step. */
  public int attempts() {
    return attempts;
  }

  /** Time from the first attempt to the failure. */
  public Duration elapsed() {
    return elapsed;
  }
}
