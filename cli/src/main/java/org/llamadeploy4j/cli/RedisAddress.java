package org.llamadeploy4j.cli;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Redis to use.
 *
 * @param url {@code redis[s]://[user@]host[:port][/database]}, never with a password
 * @param password null: none. Never shown
 * @param replicas how many of its replicas must have a write before it is acknowledged; 0: none
 */
public record RedisAddress(URI url, @Nullable String password, int replicas) {
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

  /** One whose replicas are not waited for. */
  public RedisAddress(URI url, @Nullable String password) {
    this(url, password, 0);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return url.toString();
  }
}
