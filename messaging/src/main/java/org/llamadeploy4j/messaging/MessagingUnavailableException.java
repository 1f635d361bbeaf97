package org.llamadeploy4j.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Redis did not answer: gone, loading, or too slow. Whether the call took effect is unknown; the
 * same request with the same operation id may be sent again.
 */
public final class MessagingUnavailableException extends MessagingException {
  private static final long serialVersionUID = 1L;

  private final Duration awayFor;

  /** Names what was tried and why it did not work; a null cause: the message says it all. */
  public MessagingUnavailableException(String message, @Nullable Throwable cause) {
    this(message, cause, Duration.ZERO);
  }

  /** The same, with how long there has been no answer already. */
  public MessagingUnavailableException(
      String message, @Nullable Throwable cause, Duration awayFor) {
    super(message, cause);
    this.awayFor = awayFor;
  }

  /** How long there has been no answer already, as far as this process knows; zero: it does not. */
  public Duration awayFor() {
    return awayFor;
  }
}
