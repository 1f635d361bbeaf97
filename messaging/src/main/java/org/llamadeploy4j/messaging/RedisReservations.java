package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Reservations on Redis: each method is one script. Holds no state. */
final class RedisReservations implements Reservations {
  private final RedisShards shards;
  private final BooleanSupplier full;
  private final Script reserve;
  private final Script free;
  private final Script due;
  private final Script keep;
  private final Script seen;

  /**
   * Loads the scripts from the class path.
   *
   * @param full whether the server has no room for new work, as last heard
   */
  RedisReservations(RedisShards shards, BooleanSupplier full) {
    this.shards = shards;
    this.full = full;
    reserve = shards.script("idem_reserve");
    free = shards.script("idem_free");
    due = shards.script("keyed_due");
    keep = shards.script("idem_keep");
    seen = shards.script("keyed_seen");
  }

  @Override
  public ReserveReply reserve(ReserveRequest request) {
    RedisArgs args =
        new RedisArgs()
            .text(request.task())
            .text(request.session())
            .text(request.hash())
            .millis(request.window())
            .flag(full.getAsBoolean());
    RedisReply reply = RedisReply.of(run(reserve, request.deployment(), request.key(), args));
    return switch (reply.text(0)) {
      case "fresh" -> new ReserveReply.Fresh(reservation(reply));
      case "known" -> new ReserveReply.Known(reservation(reply));
      case "taken" -> new ReserveReply.Taken(new TaskId(reply.text(1)));
      case "store_full" -> new ReserveReply.StoreFull(RedisMemory.FULL);
      default -> throw RunReplies.unexpected(reserve, reply.text(0));
    };
  }

  private static ReserveReply.Reservation reservation(RedisReply reply) {
    return new ReserveReply.Reservation(
        new TaskId(reply.text(1)),
        reply.idOrNull(2, SessionId::new),
        reply.number(3),
        reply.number(4) == 1);
  }

  @Override
  public boolean free(Incarnation deployment, IdempotencyKey key, TaskId task, long uses) {
    return yes(run(free, deployment, key, new RedisArgs().text(task).number(uses)));
  }

  @Override
  public Due due(Shard shard, int max) {
    RedisReply reply =
        RedisReply.of(shards.run(due, shard, shard.tag(), new RedisArgs().number(max)));
    return new Due(
        Instant.ofEpochMilli(reply.number(0)),
        reply.list(1).each(item -> keyedTask(RedisReply.of(item))));
  }

  private static KeyedTask keyedTask(RedisReply reply) {
    Keyed keyed = new Keyed(new TaskId(reply.text(0)), new IdempotencyKey(reply.text(1)));
    return switch (reply.text(2)) {
      case "" -> new KeyedTask(keyed, KeyedTask.State.ALIVE, Instant.EPOCH);
      case "gone" -> new KeyedTask(keyed, KeyedTask.State.GONE, Instant.EPOCH);
      default -> new KeyedTask(keyed, KeyedTask.State.ENDED, Instant.ofEpochMilli(reply.number(2)));
    };
  }

  @Override
  public boolean keep(
      Incarnation deployment, IdempotencyKey key, TaskId task, Instant until, boolean shorten) {
    RedisArgs args = new RedisArgs().text(task).number(until.toEpochMilli()).flag(shorten);
    return yes(run(keep, deployment, key, args));
  }

  @Override
  public void seen(Shard shard, Map<Keyed, Optional<Instant>> looks) {
    RedisArgs args = new RedisArgs();
    looks.forEach(
        (keyed, next) -> args.text(mark(keyed)).text(next.map(Instant::toEpochMilli).orElse(null)));
    shards.run(seen, shard, shard.tag(), args);
  }

  /** How a shard notes that one of its tasks has a key. */
  static String mark(Keyed keyed) {
    return keyed.task() + " " + keyed.key();
  }

  /** The tag of a key, braces included. */
  static String tag(Incarnation deployment, IdempotencyKey key) {
    return "{" + deployment + ":key:" + key + "}";
  }

  private @Nullable Object run(
      Script script, Incarnation deployment, IdempotencyKey key, RedisArgs args) {
    String tag = tag(deployment, key);
    return shards.redis().run(script, tag, List.of(shards.prefix() + tag + ":gen"), args.list());
  }

  private static boolean yes(@Nullable Object reply) {
    return RunReplies.count(reply) == 1;
  }
}
