package org.llamadeploy4j.messaging;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** The twin of {@code ending.lua}. Holds no state; works under a shard's lock. */
final class TwinEndings {
  private final TwinShards shards;
  private final Retention retention;

  TwinEndings(TwinShards shards, Retention retention) {
    this.shards = shards;
    this.retention = retention;
  }

  /** Ends a run without its driver: nothing is appended to its journal. */
  void endNow(TwinShard shard, TwinRun run, StoredEnd how) {
    if (run.owner == null) {
      stepOut(shard, run);
    } else {
      shard.disown(run);
    }
    leaveSession(shard, run);
    run.cut(shard.generation);
    run.events.add(how.event());
    ended(shard, run, how.status(), how.result());
  }

  /** What all ends have in common, once the run has left its session and its owner. */
  void ended(TwinShard shard, TwinRun run, RunStatus status, byte[] result) {
    if (run.version != null) {
      shard.unfinished.computeIfPresent(
          run.version, (version, count) -> count == 1 ? null : count - 1);
    }
    run.status = status;
    run.result = result;
    run.end = shards.now();
    run.inbox.clear();
    shard.cancels.remove(run.task);
    shard.ended.add(new TwinEnded.End(run.end, run.task, RunBytes.of(run)));
    purge(shard, run.end);
    shard.news(run.task);
    if (!run.replyTo.isEmpty()) {
      shard.hint(
          shard.channels.reply(run.replyTo),
          Channels.replyMessage(new Signals.EndedRun(run.task, status, result)));
    }
  }

  /** Takes a run that nobody drives out of the line that it stands in. */
  private static void stepOut(TwinShard shard, TwinRun run) {
    boolean timed = shard.timers.remove(run.task) != null;
    if (run.version != null) {
      shard.pinned(run.service, run.version).remove(run);
      shard.suspects(run.service, run.version).remove(run);
    } else if (timed) {
      shard.later.merge(run.service, -1L, Long::sum);
    } else if (!shard.queue(run.service).remove(run.task) && run.session != null) {
      shard.session(run.session).waiting.remove(run.task);
    }
  }

  private static void leaveSession(TwinShard shard, TwinRun run) {
    if (run.session == null) {
      return;
    }
    TwinSession session = shard.session(run.session);
    if (run.version == null) {
      session.queued--;
    } else if (run.beside) {
      session.beside--;
    }
    if (run.task.equals(session.lock)) {
      handOn(shard, session);
    }
  }

  /** Hands a session to the next run that waits for it, at the head of its service's queue. */
  static void handOn(TwinShard shard, TwinSession session) {
    session.lock = session.waiting.pollFirst();
    if (session.lock != null) {
      TwinRun following = shard.run(session.lock);
      shard.queue(following.service).addFirst(following.task);
      shard.bell(following.service);
    }
  }

  private void purge(TwinShard shard, long now) {
    int batch = retention.batch();
    TwinEnded ended = shard.ended;
    boolean large = ended.bytes() > retention.maxBytes();
    if (ended.size() < retention.runs() + batch && ended.size() % batch != 0 && !large) {
      return;
    }
    long room = retention.maxBytes() - (large ? retention.maxBytes() / 64 : 0);
    for (int purged = 0; purged < 2 * batch && ended.size() > 1; purged++) {
      TwinEnded.End oldest = ended.oldest();
      boolean young = oldest.at() + retention.age().toMillis() > now;
      if (ended.size() <= retention.runs() && young && ended.bytes() <= room) {
        return;
      }
      ended.removeOldest();
      shard.remove(oldest.task());
    }
  }

  /**
   * Takes up to {@code max} runs from a runtime; with the last one goes all that is kept of it.
   *
   * @param gone whether the runtime is lost, and does not just stop
   */
  List<TaskId> giveBack(TwinShard shard, RuntimeId runtime, int max, boolean gone) {
    NavigableMap<TaskId, Long> all =
        new TreeMap<>(shard.owned.getOrDefault(runtime, new TreeMap<>()));
    List<TaskId> given = all.keySet().stream().limit(Math.max(0, max)).toList();
    Set<ServiceId> rung = new LinkedHashSet<>();
    shard.alone.remove(runtime);
    for (TaskId task : given.reversed()) {
      giveBack(shard, shard.run(task), gone, rung);
    }
    rung.forEach(shard::bell);
    if (given.size() == all.size()) {
      shard.leases.remove(runtime);
      shard.claims.remove(runtime);
    }
    return given;
  }

  private void giveBack(TwinShard shard, TwinRun run, boolean gone, Set<ServiceId> rung) {
    if (run.cancelRequested) {
      endNow(shard, run, StoredEnd.CANCELLED);
      return;
    }
    if (gone && run.status == RunStatus.RUNNING && run.moved != run.epoch) {
      run.suspect++;
    }
    if (run.suspect >= Limits.POISONED) {
      endNow(shard, run, StoredEnd.POISONED);
      return;
    }
    shard.disown(run);
    run.status = RunStatus.QUEUED;
    VersionId version = Objects.requireNonNull(run.version);
    TwinLine line =
        run.suspect >= Limits.SUSPECT
            ? shard.suspects(run.service, version)
            : shard.pinned(run.service, version);
    line.tasks().addFirst(run.task);
    rung.add(run.service);
  }
}
