package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Which Redis to use, and how. Immutable.
 *
 * @param server where it is
 * @param namespace keeps fleets apart that share a server: 1 to 32 letters, digits, '-', '_'
 * @param connections how many multiplexed connections a process opens, besides one for claims and
 *     leases
 * @param callTimeout how long a call may take, reconnects included
 * @param memoryLimitBytes what counts as full where the server has no {@code maxmemory}
 * @param retention how much of the past stays
 * @param bounds how much one run may hold
 * @param replicas how many replicas must have what a call wrote before it is answered: 0 to 16
 */
public record RedisSettings(
    RedisServer server,
    String namespace,
    int connections,
    Duration callTimeout,
    long memoryLimitBytes,
    Retention retention,
    RunBounds bounds,
    int replicas) {
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final int DEFAULT_CONNECTIONS = 1;
  private static final int MOST_REPLICAS = 16;
  private static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final long DEFAULT_MEMORY_LIMIT_BYTES = 1L << 30;

  /**
   * Checks what can be checked without a server.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public RedisSettings {
    require(
        NAMESPACE.matcher(namespace).matches(),
        "namespace must be 1 to 32 letters, digits, '-' or '_', not '" + namespace + "'");
    require(connections > 0, "connections must be at least 1, not " + connections);
    require(callTimeout.isPositive(), "callTimeout must be positive, not " + callTimeout);
    require(
        replicas >= 0 && replicas <= MOST_REPLICAS,
        "replicas must be 0 to " + MOST_REPLICAS + ", not " + replicas);
    require(memoryLimitBytes > 0, "memoryLimitBytes must be positive, not " + memoryLimitBytes);
  }

  /** A server, with defaults for the rest. */
  public static RedisSettings of(RedisServer server) {
    return new RedisSettings(
        server,
        "default",
        DEFAULT_CONNECTIONS,
        DEFAULT_CALL_TIMEOUT,
        DEFAULT_MEMORY_LIMIT_BYTES,
        Retention.DEFAULT,
        RunBounds.DEFAULT,
        0);
  }

  /** The same in another namespace. */
  public RedisSettings withNamespace(String newNamespace) {
    return new RedisSettings(
        server,
        newNamespace,
        connections,
        callTimeout,
        memoryLimitBytes,
        retention,
        bounds,
        replicas);
  }

  /** The same with another retention. */
  public RedisSettings withRetention(Retention newRetention) {
    return new RedisSettings(
        server,
        namespace,
        connections,
        callTimeout,
        memoryLimitBytes,
        newRetention,
        bounds,
        replicas);
  }

  /** The same with other bounds on what one run may hold. */
  public RedisSettings withBounds(RunBounds newBounds) {
    return new RedisSettings(
        server,
        namespace,
        connections,
        callTimeout,
        memoryLimitBytes,
        retention,
        newBounds,
        replicas);
  }

  /** The same where so much counts as all the memory of a server that has no {@code maxmemory}. */
  public RedisSettings withMemoryLimitBytes(long bytes) {
    return new RedisSettings(
        server, namespace, connections, callTimeout, bytes, retention, bounds, replicas);
  }

  /** The same with another call timeout. */
  public RedisSettings withCallTimeout(Duration newCallTimeout) {
    return new RedisSettings(
        server,
        namespace,
        connections,
        newCallTimeout,
        memoryLimitBytes,
        retention,
        bounds,
        replicas);
  }

  /** The same where so many replicas must have what a call wrote before it is answered. */
  public RedisSettings withReplicas(int newReplicas) {
    return new RedisSettings(
        server,
        namespace,
        connections,
        callTimeout,
        memoryLimitBytes,
        retention,
        bounds,
        newReplicas);
  }

  /** What every key and channel starts with. */
  String prefix() {
    return "ld4j:" + namespace + ":";
  }

  /** Where the server is, for messages. */
  String address() {
    return server.hostAndPort();
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
