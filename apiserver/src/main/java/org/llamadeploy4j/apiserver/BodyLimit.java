package org.llamadeploy4j.apiserver;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.protocol.ErrorCode;

/**
 * Refuses bodies that say they are too large before any of it is kept. Reads some of what is on its
 * way, so that a client which sends before it listens sees the answer.
 */
final class BodyLimit {
  private static final int DRAINED_TIMES = 4;

  private final int maxBytes;

  BodyLimit(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Looks at the announced length.
   *
   * @throws ControlPlaneException TOO_LARGE when it is more than allowed
   */
  void check(Context context) throws IOException {
    if (context.req().getContentLengthLong() > maxBytes) {
      drain(context);
      throw tooLarge(maxBytes);
    }
  }

  private void drain(Context context) throws IOException {
    try (InputStream in = context.req().getInputStream()) {
      in.skip((long) maxBytes * DRAINED_TIMES);
    }
  }

  static ControlPlaneException tooLarge(int maxBytes) {
    return new ControlPlaneException(
        ErrorCode.TOO_LARGE, "The request's body is larger than %d bytes".formatted(maxBytes));
  }
}
