package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Replies of one connection that their callers do not get before enough replicas have what was
 * written. One question to the server stands for all calls before it, and at most one is under way:
 * while replicas are missing it blocks the connection, and a second one would double the wait of
 * every call. The writer of the connection asks, its reader holds and lets go.
 */
final class HeldReplies {
  /** How long the server waits for its replicas. Two of them are below two thirds of a lease. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  /** So many calls are asked for at the latest, however many come behind them. */
  private static final int LARGEST_GROUP = 1_024;

  private final RedisSettings settings;
  private final int replicas;
  private final Deque<Held> held = new ArrayDeque<>();
  private volatile boolean asking;

  /** The writer's: how many calls have been sent since it last asked. */
  private int unasked;

  private record Held(RedisCall call, @Nullable Object reply) {}

  /**
   * For one connection.
   *
   * @param replicas how many must have a write; 0: nothing is held
   */
  HeldReplies(RedisSettings settings, int replicas) {
    this.settings = settings;
    this.replicas = replicas;
  }

  /** The writer has sent a call. */
  void sent(RedisCall call) {
    if (isHeld(call)) {
      unasked++;
    }
  }

  /**
   * What the writer has to send now, if anything.
   *
   * <p>WAIT asks for what this connection has written, and a repeated call may write nothing: the
   * first time was on another connection. So something is written first; a message that nobody
   * listens to reaches replicas, and neither keys nor the append-only file.
   *
   * @param idle whether there is no other call to send
   */
  List<RedisCall> question(boolean idle) {
    if (unasked == 0 || asking || !(idle || unasked >= LARGEST_GROUP)) {
      return List.of();
    }
    unasked = 0;
    asking = true;
    return List.of(
        command(Protocol.Command.PUBLISH, settings.prefix() + "replicas", ""),
        command(
            Protocol.Command.WAIT, String.valueOf(replicas), String.valueOf(PATIENCE.toMillis())));
  }

  /**
   * The reader has a reply.
   *
   * @return whether it was that of a question, so that the writer may ask the next one
   */
  boolean answered(RedisCall call, @Nullable Object reply) {
    if (call.command == Protocol.Command.WAIT) {
      asking = false;
      letGo(reply instanceof Long have ? have : 0);
      return true;
    }
    if (isHeld(call)) {
      hold(new Held(call, reply));
    } else {
      call.reply.complete(reply);
    }
    return false;
  }

  /** Takes all calls whose replies are held, oldest first, once nobody reads any more. */
  synchronized void drainTo(List<RedisCall> calls) {
    held.forEach(one -> calls.add(one.call()));
    held.clear();
  }

  private boolean isHeld(RedisCall call) {
    return replicas > 0 && call.script != null;
  }

  private synchronized void hold(Held one) {
    held.add(one);
  }

  private synchronized List<Held> take() {
    List<Held> all = new ArrayList<>(held);
    held.clear();
    return all;
  }

  private void letGo(long have) {
    for (Held one : take()) {
      if (have >= replicas) {
        one.call().reply.complete(one.reply());
      } else {
        one.call().fail(unknown(one.call(), have));
      }
    }
  }

  private MessagingUnavailableException unknown(RedisCall call, long have) {
    return new MessagingUnavailableException(
        "outcome unknown: Redis at %s ran %s, but %d of the %d replicas that must have it said so"
                .formatted(settings.address(), call, have, replicas)
            + " within %d ms; repeat the request, with the same Idempotency-Key"
                .formatted(PATIENCE.toMillis()),
        null);
  }

  private static RedisCall command(Protocol.Command command, String... words) {
    List<byte[]> args = new ArrayList<>();
    for (String word : words) {
      args.add(word.getBytes(StandardCharsets.UTF_8));
    }
    return RedisCall.command(command, args, Long.MAX_VALUE);
  }
}
