package org.llamadeploy4j.serviceruntime;

import org.jspecify.annotations.Nullable;

/**
 * Root of what this module throws. The message is for the author or operator of a service: it says
 * what is wrong, where, and what to do.
 */
public final class ServiceRuntimeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  ServiceRuntimeException(Code code, String message) {
    this(code, message, null);
  }

  ServiceRuntimeException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The kind of mistake. */
  public Code code() {
    return code;
  }

  /** Kinds of mistakes. */
  public enum Code {
    /** The artifact is damaged, too large, or holds no code. */
    BAD_ARTIFACT,
    /** The sources do not compile, or there is no compiler. */
    DOES_NOT_COMPILE,
    /** No workflow is where the service's path says. */
    BAD_PATH,
    /** An environment file is missing or malformed. */
    BAD_ENVIRONMENT,
    /** The service needs a newer version of a library that it shares with its host. */
    HOST_TOO_OLD,
    /** The code is there but cannot be run. */
    CANNOT_RUN,
    /** A file of the runtime itself cannot be read or written. */
    IO
  }
}
