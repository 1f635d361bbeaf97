package org.llamadeploy4j.protocol;

import java.util.Objects;

/** Root of what this module throws: something that came from outside is not of the agreed form. */
public class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what is wrong, where, and what is allowed. */
  public ProtocolException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Never null: both constructors take one. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
