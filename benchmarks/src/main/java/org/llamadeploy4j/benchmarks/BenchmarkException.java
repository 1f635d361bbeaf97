package org.llamadeploy4j.benchmarks;

/** Root of what this module throws. The message says what is wrong and what to do. */
final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchmarkException(String message) {
    super(message);
  }

  BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
