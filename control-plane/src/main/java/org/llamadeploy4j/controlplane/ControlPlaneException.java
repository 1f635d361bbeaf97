package org.llamadeploy4j.controlplane;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ErrorCode;

/**
 * What this module throws when it refuses something: the code says which kind of refusal, the
 * message what is wrong and what to do. A store that does not answer is not wrapped; see {@link
 * org.llamadeploy4j.messaging.MessagingUnavailableException}.
 */
public final class ControlPlaneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** A refusal. */
  public ControlPlaneException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** The same with its cause. */
  public ControlPlaneException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Which kind of refusal. */
  public ErrorCode code() {
    return code;
  }

  /** The message; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
