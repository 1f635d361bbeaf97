package org.llamadeploy4j.messaging;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** The twins of {@code close.lua} and {@code wipe.lua}. State: see {@link TwinShards}. */
final class TwinShardEnds implements ShardEnds {
  private final TwinShards shards;

  TwinShardEnds(TwinShards shards) {
    this.shards = shards;
  }

  @Override
  public long close(Shard of) {
    return shards.change(
        of,
        shard -> {
          shard.enter(shards.runId(), shards.now());
          shard.closed = true;
          return open(shard);
        });
  }

  @Override
  public boolean wipe(Shard of, int max) {
    return shards.change(
        of,
        shard -> {
          shard.enter(shards.runId(), shards.now());
          if (!shard.closed || open(shard) > 0) {
            throw new MessagingException("the shard is not closed, or tasks have not ended");
          }
          tasks(shard, max).forEach(shard::remove);
          sessions(shard, max).forEach(shard.sessions::remove);
          boolean empty = shard.runs.isEmpty() && shard.sessions.isEmpty();
          if (empty) {
            forgetAll(shard);
          }
          return empty;
        });
  }

  private static long open(TwinShard shard) {
    return shard.runs.values().stream().filter(run -> !run.status.ended()).count();
  }

  private static List<TaskId> tasks(TwinShard shard, int max) {
    return shard.runs.values().stream()
        .sorted(Comparator.<TwinRun>comparingLong(run -> run.at).thenComparing(run -> run.task))
        .limit(max)
        .map(run -> run.task)
        .toList();
  }

  private static List<SessionId> sessions(TwinShard shard, int max) {
    return shard.sessions.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<SessionId, TwinSession>>comparingLong(e -> e.getValue().created)
                .thenComparing(Map.Entry::getKey))
        .limit(max)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void forgetAll(TwinShard shard) {
    shard.ended.clear();
    shard.keyed.clear();
    shard.timers.clear();
    shard.later.clear();
    shard.unfinished.clear();
    shard.leases.clear();
    shard.claims.clear();
    shard.alone.clear();
    shard.room = null;
    shard.grace = 0;
    shard.term = 0;
    shard.wiped = true;
  }
}
