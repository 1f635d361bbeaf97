package org.llamadeploy4j.dist;

/** A program cannot go on; the message is for whoever started it. */
final class ProgramException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProgramException(String message) {
    super(message);
  }
}
