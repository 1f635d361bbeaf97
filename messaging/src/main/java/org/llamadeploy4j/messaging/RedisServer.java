package org.llamadeploy4j.messaging;

import java.net.URI;

/**
 * Where a Redis is and how to be let in. Immutable.
 *
 * @param host name or address
 * @param port TCP port
 * @param user ACL user; empty: the default user
 * @param password empty: none; never logged, never part of {@link #toString()}
 * @param database number of the database
 * @param tls whether to speak TLS
 */
public record RedisServer(
    String host, int port, String user, String password, int database, boolean tls) {
  private static final int DEFAULT_PORT = 6379;

  /**
   * Checks what can be checked without a server.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public RedisServer {
    require(!host.isBlank(), "host must not be empty");
    require(port > 0 && port < 65_536, "port must be 1 to 65535, not " + port);
    require(database >= 0, "database must not be negative, is " + database);
  }

  /** A server without a password, not over TLS. */
  public static RedisServer of(String host, int port) {
    return new RedisServer(host, port, "", "", 0, false);
  }

  /**
   * A server by URL: {@code redis[s]://[user[:password]@]host[:port][/database]}.
   *
   * @throws IllegalArgumentException saying what is wrong, without the password
   */
  public static RedisServer of(URI url) {
    String scheme = String.valueOf(url.getScheme());
    require(
        scheme.equals("redis") || scheme.equals("rediss"),
        "a Redis URL starts with redis:// or rediss://, not with " + scheme);
    String host = url.getHost();
    require(host != null, "a Redis URL looks like redis://host:6379/0; this one has no host");
    boolean given = url.getUserInfo() != null;
    String[] credentials = String.valueOf(url.getUserInfo()).split(":", 2);
    return new RedisServer(
        String.valueOf(host),
        url.getPort() < 0 ? DEFAULT_PORT : url.getPort(),
        given ? credentials[0] : "",
        given && credentials.length == 2 ? credentials[1] : "",
        database(url.getPath()),
        scheme.equals("rediss"));
  }

  /** The same with these credentials; an empty user is the default user. */
  public RedisServer withCredentials(String newUser, String newPassword) {
    return new RedisServer(host, port, newUser, newPassword, database, tls);
  }

  /** Host and port, for messages. */
  String hostAndPort() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return "%s%s/%d".formatted(tls ? "tls " : "", hostAndPort(), database);
  }

  private static int database(String path) {
    String digits = path.startsWith("/") ? path.substring(1) : path;
    if (digits.isEmpty()) {
      return 0;
    }
    require(
        digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9'),
        "the path of a Redis URL is the number of a database, not '" + digits + "'");
    return Integer.parseInt(digits);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
