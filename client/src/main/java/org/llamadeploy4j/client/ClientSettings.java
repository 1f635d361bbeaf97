package org.llamadeploy4j.client;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * How to reach an API server.
 *
 * @param server its address, {@code http} or {@code https}
 * @param timeout how long a call may take, event streams excepted; zero: for ever
 * @param insecure whether any TLS certificate is good enough
 */
public record ClientSettings(URI server, Duration timeout, boolean insecure) {
  /** Where a server listens when nothing else is said. */
  public static final URI DEFAULT_SERVER = URI.create("http://localhost:4501");

  /** How long a call may take when nothing else is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when the address is of another kind or the timeout negative
   */
  public ClientSettings {
    String scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || server.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + server + "' is not the address of a server; expected http://host:port");
    }
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("the timeout must not be negative: " + timeout);
    }
  }

  /** The local server with the usual timeout. */
  public static ClientSettings defaults() {
    return new ClientSettings(DEFAULT_SERVER, DEFAULT_TIMEOUT, false);
  }

  /** The same for another server. */
  public ClientSettings withServer(URI other) {
    return new ClientSettings(other, timeout, insecure);
  }
}
