package org.llamadeploy4j.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Redis did not answer: gone, loading, or too slow. Whether the call took effect is unknown; the
 * same request with the same operation id may be sent again.
 */
public final class MessagingUnavailableException extends MessagingException {
  private static final long serialVersionUID = 1L;

  /** Names what was tried and why it did not work; a null cause: the message says it all. */
  public MessagingUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
