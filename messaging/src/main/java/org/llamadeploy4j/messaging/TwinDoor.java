package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;

/** The twin of {@code door.lua}. Holds no state; works under a shard's lock. */
final class TwinDoor {
  private final TwinShards shards;

  TwinDoor(TwinShards shards) {
    this.shards = shards;
  }

  /** Says why a run may not enter its service's queue or its session; null: it may. */
  @Nullable SubmitReply refusal(
      TwinShard shard, ServiceId service, @Nullable SessionId session, SubmitLimits limits) {
    if (shard.closed) {
      return new SubmitReply.Closed();
    }
    if (shards.full()) {
      return new SubmitReply.StoreFull(RedisMemory.FULL);
    }
    long waiting = shard.queue(service).size() + shard.later.getOrDefault(service, 0L);
    if (waiting >= limits.service()) {
      return new SubmitReply.QueueFull(waiting);
    }
    return session == null ? null : sessionRefusal(shard, session, limits);
  }

  private @Nullable SubmitReply sessionRefusal(TwinShard shard, SessionId id, SubmitLimits limits) {
    TwinSession session = shard.sessions.get(id);
    if (session == null) {
      return new SubmitReply.UnknownSession();
    }
    return switch (limits.sessionPolicy()) {
      case REJECT -> session.inUse() ? new SubmitReply.SessionBusy(session.lock) : null;
      case ENQUEUE ->
          session.queued >= limits.session()
              ? new SubmitReply.SessionFull(session.queued, heldFor(shard, session, shards.now()))
              : null;
      case PARALLEL -> null;
    };
  }

  private static Duration heldFor(TwinShard shard, TwinSession session, long now) {
    long since = session.lock == null ? now : shard.run(session.lock).at;
    return Duration.ofMillis(Math.max(0, now - since));
  }

  /** Counts a run into its session. */
  static void enterSession(TwinShard shard, TaskId task, SessionId id, SubmitLimits limits) {
    TwinSession session = shard.session(id);
    session.queued++;
    if (limits.sessionPolicy() == SessionPolicy.REJECT) {
      session.lock = task;
    }
  }

  /** Puts a run at the end of its service's queue. */
  static void lineUp(TwinShard shard, TwinRun run) {
    Deque<TaskId> queue = shard.queue(run.service);
    if (queue.isEmpty()) {
      shard.bell(run.service);
    }
    queue.addLast(run.task);
  }
}
