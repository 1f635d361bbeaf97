package org.llamadeploy4j.messaging;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How to reach Redis and how to use it.
 *
 * @param host name or address
 * @param port TCP port
 * @param user ACL user; empty: the default user
 * @param password empty: none; never logged, never part of {@link #toString()}
 * @param database number of the database
 * @param tls whether to speak TLS
 * @param namespace keeps fleets apart that share a server: 1 to 32 letters, digits, '-', '_'
 * @param connections how many multiplexed connections a process opens
 * @param callTimeout how long a call may take, reconnects included
 * @param memoryLimitBytes what counts as full where the server has no {@code maxmemory}
 * @param retention how much of the past stays
 */
public record RedisSettings(
    String host,
    int port,
    String user,
    String password,
    int database,
    boolean tls,
    String namespace,
    int connections,
    Duration callTimeout,
    long memoryLimitBytes,
    Retention retention) {
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final int DEFAULT_PORT = 6379;
  private static final int DEFAULT_CONNECTIONS = 2;
  private static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final long DEFAULT_MEMORY_LIMIT_BYTES = 1L << 30;

  /**
   * Checks what can be checked without a server.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public RedisSettings {
    require(!host.isBlank(), "host must not be empty");
    require(port > 0 && port < 65_536, "port must be 1 to 65535, not " + port);
    require(database >= 0, "database must not be negative, is " + database);
    require(
        NAMESPACE.matcher(namespace).matches(),
        "namespace must be 1 to 32 letters, digits, '-' or '_', not '" + namespace + "'");
    require(connections > 0, "connections must be at least 1, not " + connections);
    require(callTimeout.isPositive(), "callTimeout must be positive, not " + callTimeout);
    require(memoryLimitBytes > 0, "memoryLimitBytes must be positive, not " + memoryLimitBytes);
  }

  /** A server by host and port, with defaults for the rest. */
  public static RedisSettings of(String host, int port) {
    return new RedisSettings(
        host,
        port,
        "",
        "",
        0,
        false,
        "default",
        DEFAULT_CONNECTIONS,
        DEFAULT_CALL_TIMEOUT,
        DEFAULT_MEMORY_LIMIT_BYTES,
        Retention.DEFAULT);
  }

  /**
   * A server by URL: {@code redis[s]://[user[:password]@]host[:port][/database]}.
   *
   * @throws IllegalArgumentException saying what is wrong, without the password
   */
  public static RedisSettings of(URI url) {
    String scheme = String.valueOf(url.getScheme());
    require(
        scheme.equals("redis") || scheme.equals("rediss"),
        "a Redis URL starts with redis:// or rediss://, not with " + scheme);
    String host = url.getHost();
    require(host != null, "a Redis URL looks like redis://host:6379/0; this one has no host");
    RedisSettings plain =
        of(String.valueOf(host), url.getPort() < 0 ? DEFAULT_PORT : url.getPort());
    String[] credentials = String.valueOf(url.getUserInfo()).split(":", 2);
    boolean given = url.getUserInfo() != null;
    return new RedisSettings(
        plain.host,
        plain.port,
        given ? credentials[0] : "",
        given && credentials.length == 2 ? credentials[1] : "",
        database(url.getPath()),
        scheme.equals("rediss"),
        plain.namespace,
        plain.connections,
        plain.callTimeout,
        plain.memoryLimitBytes,
        plain.retention);
  }

  /** The same with these credentials; an empty user is the default user. */
  public RedisSettings withCredentials(String newUser, String newPassword) {
    return new RedisSettings(
        host,
        port,
        newUser,
        newPassword,
        database,
        tls,
        namespace,
        connections,
        callTimeout,
        memoryLimitBytes,
        retention);
  }

  /** The same in another namespace. */
  public RedisSettings withNamespace(String newNamespace) {
    return new RedisSettings(
        host,
        port,
        user,
        password,
        database,
        tls,
        newNamespace,
        connections,
        callTimeout,
        memoryLimitBytes,
        retention);
  }

  /** The same with another retention. */
  public RedisSettings withRetention(Retention newRetention) {
    return new RedisSettings(
        host,
        port,
        user,
        password,
        database,
        tls,
        namespace,
        connections,
        callTimeout,
        memoryLimitBytes,
        newRetention);
  }

  /** The same with another call timeout. */
  public RedisSettings withCallTimeout(Duration newCallTimeout) {
    return new RedisSettings(
        host,
        port,
        user,
        password,
        database,
        tls,
        namespace,
        connections,
        newCallTimeout,
        memoryLimitBytes,
        retention);
  }

  /** What every key and channel starts with. */
  String prefix() {
    return "ld4j:" + namespace + ":";
  }

  /** Where the server is, for messages. */
  String address() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return "RedisSettings[%s%s/%d, namespace %s, %d connections, call timeout %s]"
        .formatted(tls ? "tls " : "", address(), database, namespace, connections, callTimeout);
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
