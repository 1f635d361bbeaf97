package org.llamadeploy4j.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command cannot do what it was told; the message says why and what to do. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private CliException(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  static CliException failure(String message) {
    return new CliException(Llamactl.FAILURE, message, null);
  }

  static CliException failure(String message, Throwable cause) {
    return new CliException(Llamactl.FAILURE, message, cause);
  }

  static CliException usage(String message) {
    return new CliException(Llamactl.USAGE, message, null);
  }

  /** What the process is to end with. */
  int status() {
    return status;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
