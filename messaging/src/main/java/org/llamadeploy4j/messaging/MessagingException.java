package org.llamadeploy4j.messaging;

import org.jspecify.annotations.Nullable;

/** Root of what this module throws. */
public class MessagingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what was tried and what to do. */
  public MessagingException(String message) {
    super(message);
  }

  /** The same with its cause; null: none. */
  public MessagingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
