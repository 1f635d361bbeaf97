package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * One command on its way: what to send and who waits. The fields below the constructor belong to
 * the thread that writes to the connection.
 */
final class RedisCall {
  /** Null: a plain command. */
  final @Nullable Script script;

  final @Nullable ProtocolCommand command;
  final List<byte[]> keys;
  final List<byte[]> args;

  /** {@code System.nanoTime()} after which nobody waits any more. */
  final long deadline;

  final CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();

  /** When it was last sent. Zero: never, so it certainly took no effect. */
  volatile long sentAt;

  /** How often the server said that it does not know the script. The reader's. */
  int unknown;

  private RedisCall(
      @Nullable Script script,
      @Nullable ProtocolCommand command,
      List<byte[]> keys,
      List<byte[]> args,
      long deadline) {
    this.script = script;
    this.command = command;
    this.keys = keys;
    this.args = args;
    this.deadline = deadline;
  }

  static RedisCall script(Script script, List<byte[]> keys, List<byte[]> args, long deadline) {
    return new RedisCall(script, null, keys, args, deadline);
  }

  static RedisCall command(ProtocolCommand command, List<byte[]> args, long deadline) {
    return new RedisCall(null, command, List.of(), args, deadline);
  }

  boolean wasSent() {
    return sentAt != 0;
  }

  /** Ends it without a reply, unless it has ended. */
  void fail(MessagingException cause) {
    reply.completeExceptionally(cause);
  }

  @Override
  public String toString() {
    return script != null ? "script " + script.name() : "command " + command;
  }
}
