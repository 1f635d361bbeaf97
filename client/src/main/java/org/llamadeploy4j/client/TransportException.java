package org.llamadeploy4j.client;

import org.jspecify.annotations.Nullable;

/**
 * The call was cut off or timed out, or the answer is none of an API server. Whether it had an
 * effect is not known.
 */
public final class TransportException extends ClientException {
  private static final long serialVersionUID = 1L;

  TransportException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
