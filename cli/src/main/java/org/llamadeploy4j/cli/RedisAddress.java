package org.llamadeploy4j.cli;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Redis to use.
 *
 * @param url {@code redis[s]://[user@]host[:port][/database]}, never with a password
 * @param password null: none. Never shown
 */
public record RedisAddress(URI url, @Nullable String password) {
  /**
   * Checks the URL.
   *
   * @throws IllegalArgumentException when it is none of a Redis, or holds a password
   */
  public RedisAddress {
    String user = Objects.requireNonNullElse(url.getRawUserInfo(), "");
    if (user.contains(":")) {
      throw new IllegalArgumentException("the URL must not hold a password");
    }
    String scheme = Objects.requireNonNullElse(url.getScheme(), "");
    if (!(scheme.equals("redis") || scheme.equals("rediss")) || url.getHost() == null) {
      throw new IllegalArgumentException("expected redis://host:port or rediss://host:port");
    }
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return url.toString();
  }
}
