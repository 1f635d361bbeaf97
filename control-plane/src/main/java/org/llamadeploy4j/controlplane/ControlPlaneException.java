package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.TaskId;

/**
 * What this module throws when it refuses something: the code says which kind of refusal, the
 * message what is wrong and what to do. A store that does not answer is not wrapped; see {@link
 * org.llamadeploy4j.messaging.MessagingUnavailableException}.
 */
public final class ControlPlaneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable String blockedBy;
  private final @Nullable Duration retryAfter;

  /** A refusal. */
  public ControlPlaneException(ErrorCode code, String message) {
    this(code, message, null, null, null);
  }

  /** The same with its cause. */
  public ControlPlaneException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, cause, null, null);
  }

  private ControlPlaneException(
      ErrorCode code,
      String message,
      @Nullable Throwable cause,
      @Nullable String blockedBy,
      @Nullable Duration retryAfter) {
    // Refusals come in floods, and where one was thrown helps nobody.
    super(message, cause, true, cause != null || code != ErrorCode.OVERLOADED);
    this.code = code;
    this.blockedBy = blockedBy;
    this.retryAfter = retryAfter;
  }

  /** A conflict with a task, which is named where it is known. */
  static ControlPlaneException blocked(String message, @Nullable TaskId by) {
    String name = by == null ? null : by.value();
    return new ControlPlaneException(ErrorCode.CONFLICT, message, null, name, null);
  }

  /** A bound that is reached; the same request may succeed after this time. */
  static ControlPlaneException overloaded(String message, Duration retryAfter) {
    return new ControlPlaneException(ErrorCode.OVERLOADED, message, null, null, retryAfter);
  }

  /** Which kind of refusal. */
  public ErrorCode code() {
    return code;
  }

  /** The task that is in the way. */
  public Optional<String> blockedBy() {
    return Optional.ofNullable(blockedBy);
  }

  /** After which time it makes sense to try again, where that can be told. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The message; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
