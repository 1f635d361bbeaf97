package org.llamadeploy4j.cli;

import java.net.URI;
import java.time.Duration;
import org.llamadeploy4j.client.ClientSettings;

/**
 * How to reach one API server, under a name in the config file.
 *
 * @param server its address
 * @param insecure whether any TLS certificate will do
 * @param timeoutSeconds how long a call may take; 0: for ever
 */
record Profile(String server, boolean insecure, double timeoutSeconds) {
  /** What is used where nothing was configured. */
  static final Profile DEFAULT =
      new Profile(
          ClientSettings.DEFAULT_SERVER.toString(),
          false,
          ClientSettings.DEFAULT_TIMEOUT.toSeconds());

  private static final double MAX_SECONDS = 1e9;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException saying which is wrong
   */
  Profile {
    if (!(timeoutSeconds >= 0 && timeoutSeconds <= MAX_SECONDS)) {
      throw new IllegalArgumentException(
          "the timeout must be a number of seconds, 0 or more; it is " + timeoutSeconds);
    }
    new ClientSettings(uri(server), Duration.ZERO, insecure);
  }

  ClientSettings settings() {
    return new ClientSettings(
        uri(server), Duration.ofMillis(Math.round(timeoutSeconds * 1e3)), insecure);
  }

  private static URI uri(String server) {
    try {
      return URI.create(server);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + server + "' is not the address of a server; expected http://host:port", e);
    }
  }
}
