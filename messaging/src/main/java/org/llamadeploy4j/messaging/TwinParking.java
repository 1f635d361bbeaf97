package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The twins of {@code park.lua} and {@code fire.lua}, and of {@code come_back} in the scripts'
 * prelude. Holds no state; works under a shard's lock.
 */
final class TwinParking {
  private final TwinShards shards;

  TwinParking(TwinShards shards) {
    this.shards = shards;
  }

  CommitReply park(TwinShard shard, ParkRequest request) {
    long now = shards.now();
    shard.enter(shards.runId(), now);
    TwinRun run = shard.runs.get(request.claim().task());
    if (run != null && run.operation.equals(request.operationId())) {
      return new CommitReply.Committed(List.of());
    }
    String why = shard.fenced(request.claim(), request.journalLength(), run);
    if (why != null || run == null) {
      return new CommitReply.Fenced(String.valueOf(why));
    }
    if (run.cancelRequested) {
      return new CommitReply.CancelRequested();
    }
    if (!run.inbox.isEmpty()) {
      return new CommitReply.InboxChanged(run.inbox);
    }
    shard.acquit(run, Objects.requireNonNull(run.owner));
    shard.disown(run);
    run.status = RunStatus.WAITING;
    run.operation = request.operationId();
    Duration dueIn = request.dueIn();
    if (dueIn != null) {
      shard.timers.put(run.task, now + dueIn.toMillis());
    }
    return new CommitReply.Committed(List.of());
  }

  FireReply fire(TwinShard shard, int max) {
    long now = shards.now();
    shard.enter(shards.runId(), now);
    List<TaskId> due =
        byTime(shard).stream()
            .filter(timer -> timer.getValue() <= now)
            .limit(max)
            .map(Map.Entry::getKey)
            .toList();
    List<TaskId> queued = new ArrayList<>();
    Set<ServiceId> rung = new LinkedHashSet<>();
    for (TaskId task : due) {
      ServiceId service = comeBack(shard, task);
      if (service != null) {
        queued.add(task);
        rung.add(service);
      }
    }
    rung.forEach(shard::bell);
    Duration next =
        byTime(shard).stream()
            .findFirst()
            .map(timer -> Duration.ofMillis(Math.max(0, timer.getValue() - now)))
            .orElse(null);
    return new FireReply(queued, next);
  }

  private static List<Map.Entry<TaskId, Long>> byTime(TwinShard shard) {
    return shard.timers.entrySet().stream()
        .sorted(Map.Entry.<TaskId, Long>comparingByValue().thenComparing(Map.Entry::getKey))
        .toList();
  }

  /**
   * Puts a run that is parked, or whose start has come, into its queue.
   *
   * @return its service; null for any other run
   */
  static @Nullable ServiceId comeBack(TwinShard shard, TaskId task) {
    shard.timers.remove(task);
    TwinRun run = shard.runs.get(task);
    if (run == null) {
      return null;
    }
    if (run.status == RunStatus.WAITING && run.owner == null) {
      run.status = RunStatus.QUEUED;
      shard.pinned(run.service, Objects.requireNonNull(run.version)).tasks().addLast(task);
      return run.service;
    }
    if (run.status == RunStatus.QUEUED && run.version == null) {
      shard.later.merge(run.service, -1L, Long::sum);
      shard.queue(run.service).addLast(task);
      return run.service;
    }
    return null;
  }
}
