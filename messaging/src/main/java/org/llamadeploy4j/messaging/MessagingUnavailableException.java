package org.llamadeploy4j.messaging;

/**
 * Redis did not answer: gone, loading, or too slow. Whether the call took effect is unknown; the
 * same request with the same operation id may be sent again.
 */
public final class MessagingUnavailableException extends MessagingException {
  private static final long serialVersionUID = 1L;

  /** Names what was tried and why it did not work. */
  public MessagingUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
