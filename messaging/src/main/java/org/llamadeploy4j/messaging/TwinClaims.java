package org.llamadeploy4j.messaging;

import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;

/** The twin of {@code claim.lua}. Holds no state; works under a shard's lock. */
final class TwinClaims {
  private final TwinShards shards;

  TwinClaims(TwinShards shards) {
    this.shards = shards;
  }

  List<ClaimedRun> claim(TwinShard shard, ClaimRequest request) {
    long now = shards.now();
    shard.enter(shards.runId(), now);
    shard.keep(request.runtime(), request.lease().toMillis(), now);
    shard.reducer = Math.max(shard.reducer, request.reducer());
    String which = request.service() + ":" + request.version();
    Map<String, TwinShard.Claimed> mine = shard.claims.getOrDefault(request.runtime(), Map.of());
    TwinShard.Claimed last = mine.get(which);
    if (last != null && last.operationId().equals(request.operationId())) {
      return repeated(shard, request, last);
    }
    List<ClaimedRun> taken = new ArrayList<>();
    if (mayHaveOthers(shard, request, taken)) {
      takeQueued(shard, request, taken);
    }
    if (!taken.isEmpty()) {
      List<TaskId> tasks = taken.stream().map(run -> run.claim().task()).toList();
      shard
          .claims
          .computeIfAbsent(request.runtime(), key -> new HashMap<>())
          .put(which, new TwinShard.Claimed(request.operationId(), tasks));
    }
    return taken;
  }

  /**
   * Takes a suspect, if there is one and nothing else runs here; says whether anything else may be
   * claimed.
   */
  private boolean mayHaveOthers(TwinShard shard, ClaimRequest request, List<ClaimedRun> taken) {
    RuntimeId runtime = request.runtime();
    if (shard.alone.containsKey(runtime)) {
      return false;
    }
    long now = shards.now();
    boolean made = shard.room != null && shard.room.lasts(now);
    boolean mine = made && Objects.requireNonNull(shard.room).maker().equals(runtime);
    TwinLine suspects = shard.suspects(request.service(), request.version());
    if (suspects.knownTo(request.reducer()).stream().allMatch(line -> line.tasks().isEmpty())) {
      return !mine;
    }
    if (isIdle(shard, runtime)) {
      take(shard, request, suspects, taken, new Bound(1, request.max() + Limits.SET_ASIDE));
      shard.room = null;
      taken.forEach(run -> shard.alone.put(runtime, run.claim().task()));
      return false;
    }
    if (mine || !made) {
      shard.room = new TwinShard.Room(runtime, now + request.lease().toMillis());
      return false;
    }
    return true;
  }

  private static boolean isIdle(TwinShard shard, RuntimeId runtime) {
    return shard.owned.getOrDefault(runtime, new TreeMap<>()).keySet().stream()
        .noneMatch(task -> shard.run(task).status == RunStatus.RUNNING);
  }

  private void takeQueued(TwinShard shard, ClaimRequest request, List<ClaimedRun> taken) {
    int most = request.max() + Limits.SET_ASIDE;
    TwinLine pinned = shard.pinned(request.service(), request.version());
    int looked = take(shard, request, pinned, taken, new Bound(request.max(), most));
    if (request.live()) {
      TwinLine unpinned = new TwinLine(shard.queues, request.service().value());
      takeFrom(shard, request, unpinned, taken, new Bound(request.max(), most - looked));
    }
  }

  /** How many runs to take and how many entries to look at. */
  private record Bound(int runs, int looks) {}

  private static List<ClaimedRun> repeated(
      TwinShard shard, ClaimRequest request, TwinShard.Claimed last) {
    return last.tasks().stream()
        .map(shard.runs::get)
        .filter(run -> run != null && request.operationId().equals(run.token))
        .map(run -> describe(shard, request, run))
        .toList();
  }

  /** Returns how many entries were looked at. */
  private int take(
      TwinShard shard, ClaimRequest request, TwinLine queue, List<ClaimedRun> taken, Bound bound) {
    int looked = 0;
    for (TwinLine line : queue.knownTo(request.reducer())) {
      Bound rest = new Bound(bound.runs(), bound.looks() - looked);
      looked += takeFrom(shard, request, line, taken, rest);
    }
    return looked;
  }

  private int takeFrom(
      TwinShard shard, ClaimRequest request, TwinLine line, List<ClaimedRun> taken, Bound bound) {
    Deque<TaskId> queue = line.tasks();
    int looked = 0;
    while (taken.size() < bound.runs() && looked < bound.looks() && !queue.isEmpty()) {
      TwinRun run = shard.runs.get(queue.removeFirst());
      looked++;
      if (run == null || run.status != RunStatus.QUEUED) {
        continue;
      }
      if (run.reducer > request.reducer()) {
        line.of(run.reducer).tasks().addLast(run.task);
      } else if (enters(shard, run)) {
        own(shard, request, run);
        taken.add(describe(shard, request, run));
      }
    }
    return looked;
  }

  private static boolean enters(TwinShard shard, TwinRun run) {
    TwinSession session = sessionOf(shard, run);
    if (session == null || run.beside || session.lock == null || session.lock.equals(run.task)) {
      return true;
    }
    session.waiting.addLast(run.task);
    return false;
  }

  private void own(TwinShard shard, ClaimRequest request, TwinRun run) {
    run.epoch++;
    run.cut(shard.generation);
    run.generation = shard.generation;
    TwinSession session = sessionOf(shard, run);
    if (session != null && run.version == null) {
      if (run.beside) {
        session.beside++;
      } else {
        session.lock = run.task;
      }
      session.queued--;
    }
    if (run.version == null) {
      run.version = request.version();
      run.began = shards.now();
      shard.unfinished.merge(request.version(), 1L, Long::sum);
    }
    run.reducer = Math.max(run.reducer, request.reducer());
    run.status = RunStatus.RUNNING;
    run.owner = request.runtime();
    run.token = request.operationId();
    shard.owned.computeIfAbsent(request.runtime(), key -> new TreeMap<>()).put(run.task, run.epoch);
  }

  private static ClaimedRun describe(TwinShard shard, ClaimRequest request, TwinRun run) {
    RunClaim claim =
        new RunClaim(
            request.shard(),
            run.task,
            request.runtime(),
            shard.generation,
            run.epoch,
            request.operationId());
    TwinSession session = sessionOf(shard, run);
    return new ClaimedRun(
        claim,
        run.service,
        run.session,
        run.input,
        session == null ? null : session.state,
        run.journal,
        run.inbox,
        run.replyTo,
        run.beside);
  }

  private static @Nullable TwinSession sessionOf(TwinShard shard, TwinRun run) {
    return run.session == null ? null : shard.session(run.session);
  }
}
