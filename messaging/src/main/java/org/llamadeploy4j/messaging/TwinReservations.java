package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Reservations in memory, by the same rules as the scripts. What belongs to keys is guarded by the
 * monitor of this object; no accident of the server loses it.
 */
final class TwinReservations implements Reservations {
  private final TwinShards shards;
  private final Map<String, Held> held = new HashMap<>();

  TwinReservations(TwinShards shards) {
    this.shards = shards;
  }

  /** A reservation. */
  private static final class Held {
    final TaskId task;
    final @Nullable SessionId session;
    final String hash;
    long until;
    long uses = 1;
    boolean submitted;

    Held(ReserveRequest request, long until) {
      task = request.task();
      session = request.session();
      hash = request.hash();
      this.until = until;
    }

    ReserveReply.Reservation described() {
      return new ReserveReply.Reservation(task, session, uses, submitted);
    }
  }

  @Override
  public synchronized ReserveReply reserve(ReserveRequest request) {
    shards.requireUp();
    long now = shards.now();
    String place = place(request.deployment(), request.key());
    Held present = held.get(place);
    if (present != null && present.until > now) {
      if (!present.hash.equals(request.hash())) {
        return new ReserveReply.Taken(present.task);
      }
      present.uses++;
      if (!present.submitted) {
        present.until = Math.max(present.until, now + request.window().toMillis());
      }
      return new ReserveReply.Known(present.described());
    }
    if (shards.full()) {
      return new ReserveReply.StoreFull(RedisMemory.FULL);
    }
    Held made = new Held(request, now + request.window().toMillis());
    held.put(place, made);
    return new ReserveReply.Fresh(made.described());
  }

  @Override
  public synchronized boolean free(
      Incarnation deployment, IdempotencyKey key, TaskId task, long uses) {
    shards.requireUp();
    String place = place(deployment, key);
    Held present = held.get(place);
    if (present == null) {
      return true;
    }
    if (!present.task.equals(task) || present.uses != uses || present.submitted) {
      return false;
    }
    held.remove(place);
    return true;
  }

  @Override
  public Due due(Shard of, int max) {
    return shards.read(
        of,
        shard -> {
          long now = shards.now();
          List<KeyedTask> tasks =
              shard.keyed.entrySet().stream()
                  .filter(entry -> entry.getValue() <= now)
                  .sorted(
                      Map.Entry.<Keyed, Long>comparingByValue()
                          .thenComparing(
                              Map.Entry.comparingByKey(
                                  Comparator.comparing(RedisReservations::mark))))
                  .limit(max)
                  .map(entry -> keyedTask(shard, entry.getKey()))
                  .toList();
          return new Due(Instant.ofEpochMilli(now), tasks);
        });
  }

  private static KeyedTask keyedTask(TwinShard shard, Keyed keyed) {
    TwinRun run = shard.runs.get(keyed.task());
    if (run == null) {
      return new KeyedTask(keyed, KeyedTask.State.GONE, Instant.EPOCH);
    }
    return run.status.ended()
        ? new KeyedTask(keyed, KeyedTask.State.ENDED, Instant.ofEpochMilli(run.end))
        : new KeyedTask(keyed, KeyedTask.State.ALIVE, Instant.EPOCH);
  }

  @Override
  public synchronized boolean keep(
      Incarnation deployment, IdempotencyKey key, TaskId task, Instant until, boolean shorten) {
    shards.requireUp();
    String place = place(deployment, key);
    Held present = held.get(place);
    if (present == null || !present.task.equals(task)) {
      return false;
    }
    long end = until.toEpochMilli();
    present.until = shorten ? end : Math.max(end, present.until);
    present.submitted = true;
    if (present.until <= shards.now()) {
      held.remove(place);
    }
    return true;
  }

  @Override
  public void seen(Shard of, Map<Keyed, Optional<Instant>> looks) {
    shards.change(
        of,
        shard -> {
          looks.forEach((keyed, next) ->
              shard.keyed.computeIfPresent(
                  keyed, (key, before) -> next.map(Instant::toEpochMilli).orElse(null)));
          return looks;
        });
  }

  /** Writes all reservations down as the keys they would be on Redis. */
  synchronized void write(StoreDump dump) {
    held.forEach((place, reservation) -> {
      Map<String, Object> fields = new HashMap<>();
      fields.put("task", reservation.task);
      fields.put("session", reservation.session == null ? "" : reservation.session);
      fields.put("hash", reservation.hash);
      fields.put("until", reservation.until);
      fields.put("uses", reservation.uses);
      fields.put("sent", reservation.submitted ? 1 : 0);
      dump.hash(place, fields);
    });
  }

  private static String place(Incarnation deployment, IdempotencyKey key) {
    return RedisReservations.tag(deployment, key) + ":idem";
  }
}
