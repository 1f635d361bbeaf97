package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * Runs scripts and commands over a few shared connections ({@link RedisLane}). Calls with the same
 * {@code lane} argument share a connection and keep their order. Calls of the lane {@link #AHEAD}
 * have a connection of their own, so they do not wait behind the many. Where replicas must have
 * what is written, all other scripts wait for that, reads too: what was shown is not taken back.
 * Safe for use by many threads; holds no state but its lanes.
 *
 * <p>Every script gets the run id of the server as its first argument. A script must tolerate being
 * run twice with the same arguments: a call whose connection breaks is sent again until its
 * deadline. A call that was never sent fails half a second after the server went away.
 */
final class RedisScripts implements AutoCloseable {
  /** The lane of what everything else waits for: leases. It never waits for replicas. */
  static final String AHEAD = "ahead";

  /** The lane of claims: ahead of the many too, but nobody may run what replicas do not have. */
  static final String CLAIMS = "claims";

  /** The lane of what is said again by itself, so that nobody waits until replicas have it. */
  static final String REPEATED = "repeated";

  private final List<RedisLane> lanes;
  private final RedisLane ahead;
  private final RedisLane claims;
  private final RedisSettings settings;

  private RedisScripts(
      RedisSettings settings, List<RedisLane> lanes, RedisLane ahead, RedisLane claims) {
    this.settings = settings;
    this.lanes = lanes;
    this.ahead = ahead;
    this.claims = claims;
  }

  /** Starts connecting; does not wait for it. */
  static RedisScripts start(RedisSettings settings) {
    int connections = settings.connections();
    List<RedisLane> lanes = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      lanes.add(new RedisLane(settings, i, settings.replicas()));
    }
    RedisLane ahead = new RedisLane(settings, connections, 0);
    ahead.start();
    RedisLane claims = ahead;
    if (settings.replicas() > 0) {
      claims = new RedisLane(settings, connections + 1, settings.replicas());
      claims.start();
    }
    lanes.forEach(RedisLane::start);
    return new RedisScripts(settings, lanes, ahead, claims);
  }

  /**
   * Runs a script and waits for its reply.
   *
   * @param lane what the call belongs to, such as a task or a tag
   * @param keys at least the tag's generation key, first
   * @return null, a Long, a byte[], or a List of these
   * @throws MessagingUnavailableException when no reply comes in time; it may have taken effect
   * @throws MessagingException when the script ends with an error
   */
  @Nullable Object run(Script script, String lane, List<String> keys, List<byte[]> args) {
    return await(lane, RedisCall.script(script, encoded(keys), List.copyOf(args), deadline()));
  }

  /**
   * Runs a script without waiting. What depends on the stage runs on a connection's thread and must
   * not block.
   */
  CompletionStage<@Nullable Object> start(
      Script script, String lane, List<String> keys, List<byte[]> args) {
    RedisCall call = RedisCall.script(script, encoded(keys), List.copyOf(args), deadline());
    RedisLane to = laneOf(lane);
    to.submit(call, false);
    return call.reply;
  }

  /** Runs a plain command that may be repeated, such as PING or a read, and waits for its reply. */
  @Nullable Object command(String lane, ProtocolCommand command, byte[]... args) {
    return await(plain(lane), RedisCall.command(command, List.of(args), deadline()));
  }

  /** The same without waiting. */
  CompletionStage<@Nullable Object> startCommand(
      String lane, ProtocolCommand command, byte[]... args) {
    RedisCall call = RedisCall.command(command, List.of(args), deadline());
    laneOf(plain(lane)).submit(call, false);
    return call.reply;
  }

  /** Plain commands are looks and hints: where others wait for replicas they stay out of it. */
  private String plain(String lane) {
    return settings.replicas() > 0 ? AHEAD : lane;
  }

  @Override
  public void close() {
    lanes.forEach(RedisLane::close);
    ahead.close();
    claims.close();
  }

  private long deadline() {
    return System.nanoTime() + settings.callTimeout().toNanos();
  }

  private RedisLane laneOf(String lane) {
    return switch (lane) {
      case AHEAD -> ahead;
      case CLAIMS -> claims;
      default ->
          lane.equals(REPEATED) && settings.replicas() > 0
              ? ahead
              : lanes.get(Math.floorMod(lane.hashCode(), lanes.size()));
    };
  }

  private @Nullable Object await(String lane, RedisCall call) {
    RedisLane to = laneOf(lane);
    to.submit(call, true);
    CompletableFuture<@Nullable Object> reply = call.reply;
    try {
      return reply.get(Math.max(1, call.deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // Whoever waits no longer must not be served later.
      call.fail(to.unavailable(call, "no reply in " + settings.callTimeout(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.fail(to.unavailable(call, "the caller was interrupted", e));
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
    try {
      // The reply may have come in just now.
      return reply.getNow(null);
    } catch (RuntimeException e) {
      throw failure(e.getCause());
    }
  }

  /** A failure again, with the stack of its caller. */
  private static MessagingException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case MessagingUnavailableException e ->
          new MessagingUnavailableException(String.valueOf(e.getMessage()), e, e.awayFor());
      case MessagingException e -> new MessagingException(String.valueOf(e.getMessage()), e);
      case null, default -> new MessagingException("a call to Redis failed", cause);
    };
  }

  private static List<byte[]> encoded(List<String> keys) {
    List<byte[]> encoded = new ArrayList<>(keys.size());
    for (String key : keys) {
      encoded.add(key.getBytes(StandardCharsets.UTF_8));
    }
    return encoded;
  }
}
