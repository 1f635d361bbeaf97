package org.llamadeploy4j.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call did not succeed. Which of the three kinds it is says whether the server took part. */
public abstract sealed class ClientException extends RuntimeException
    permits ApiException, ServerDownException, TransportException {
  private static final long serialVersionUID = 1L;

  ClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What went wrong, in words for the caller; never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
