package org.llamadeploy4j.workflow.engine;

import org.llamadeploy4j.workflow.Failure;

/**
 * Why an attempt or a run failed.
 *
 * @param code a constant of {@link org.llamadeploy4j.workflow.spi.RunFailure}
 * @param failure what happened
 */
public record Fault(String code, Failure failure) {

  /** A fault without an exception. */
  public static Fault of(String code, String message) {
    return new Fault(code, new Failure("", message, "", null));
  }
}
