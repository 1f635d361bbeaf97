package org.llamadeploy4j.client;

import java.net.URI;

/** Nothing listens at the server's address. The call had no effect. */
public final class ServerDownException extends ClientException {
  private static final long serialVersionUID = 1L;

  ServerDownException(URI server, Throwable cause) {
    super("API Server is down: nothing answers at " + server, cause);
  }
}
