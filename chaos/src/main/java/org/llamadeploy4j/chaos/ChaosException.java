package org.llamadeploy4j.chaos;

/** The experiment itself cannot go on; what it examines may be sound. */
final class ChaosException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ChaosException(String message) {
    super(message);
  }

  ChaosException(String message, Throwable cause) {
    super(message, cause);
  }
}
