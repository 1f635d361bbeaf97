package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * All that Redis keeps under one hash tag, and the rules that scripts share. Guarded by its own
 * monitor, which {@link TwinShards} holds for each operation.
 */
final class TwinShard {
  final Shard shard;
  final Channels channels;
  final Map<TaskId, TwinRun> runs = new HashMap<>();
  final Map<SessionId, TwinSession> sessions = new HashMap<>();
  final Map<String, Deque<TaskId>> queues = new HashMap<>();

  /** How many runs of a service are to start later. */
  final Map<ServiceId, Long> later = new HashMap<>();

  /** When runs are due that are parked or start later. */
  final Map<TaskId, Long> timers = new HashMap<>();

  TwinEnded ended = new TwinEnded();

  /** Runs that are driven and are to be cancelled, and when that was asked for. */
  final Map<TaskId, Long> cancels = new HashMap<>();

  /** Tasks with an idempotency key and when to look at them. */
  final Map<Reservations.Keyed, Long> keyed = new HashMap<>();

  /** The newest reducer that anybody knew who claimed here. */
  int reducer = 1;

  final Map<VersionId, Long> unfinished = new HashMap<>();
  final Map<RuntimeId, Long> leases = new HashMap<>();
  final Map<RuntimeId, NavigableMap<TaskId, Long>> owned = new HashMap<>();
  final Map<RuntimeId, Map<String, Claimed>> claims = new HashMap<>();

  /** Suspects that wait, by service and version. */
  final Map<String, Deque<TaskId>> suspects = new HashMap<>();

  /** Runtimes that have a suspect alone. */
  final Map<RuntimeId, TaskId> alone = new HashMap<>();

  /** Who makes room for a suspect; null: nobody. */
  @Nullable Room room;

  /** What is to be published once the lock is free. */
  final List<Hint> hints = new ArrayList<>();

  /** Whether no task comes in any more. */
  boolean closed;

  /** Whether all that was kept here is gone. */
  boolean wiped;

  String runId = "";
  long generation;
  long grace;
  long term;
  @Nullable Long seen;

  TwinShard(Shard shard, Channels channels) {
    this.shard = shard;
    this.channels = channels;
  }

  /** A claim's operation id and what it took. */
  record Claimed(String operationId, List<TaskId> tasks) {}

  /** A runtime that claims nothing so that it can take a suspect alone, and until when. */
  record Room(RuntimeId maker, long until) {
    boolean lasts(long now) {
      return until > now;
    }
  }

  /** A message for a channel. */
  record Hint(String channel, byte[] message) {}

  TwinShard copy() {
    TwinShard copy = new TwinShard(shard, channels);
    runs.forEach((task, run) -> copy.runs.put(task, run.copy()));
    sessions.forEach((id, session) -> copy.sessions.put(id, session.copy()));
    queues.forEach((name, tasks) -> copy.queues.put(name, new ArrayDeque<>(tasks)));
    copy.later.putAll(later);
    copy.timers.putAll(timers);
    copy.ended = ended.copy();
    copy.cancels.putAll(cancels);
    copy.keyed.putAll(keyed);
    copy.unfinished.putAll(unfinished);
    copy.leases.putAll(leases);
    owned.forEach((runtime, tasks) -> copy.owned.put(runtime, new TreeMap<>(tasks)));
    claims.forEach((runtime, last) -> copy.claims.put(runtime, new HashMap<>(last)));
    copy.reducer = reducer;
    copy.closed = closed;
    copy.wiped = wiped;
    suspects.forEach((name, tasks) -> copy.suspects.put(name, new ArrayDeque<>(tasks)));
    copy.alone.putAll(alone);
    copy.room = room;
    copy.runId = runId;
    copy.generation = generation;
    copy.grace = grace;
    copy.term = term;
    copy.seen = seen;
    return copy;
  }

  /** Grows the generation when the server's life is another than the one seen before. */
  long enter(String serverRunId, long now) {
    if (!runId.equals(serverRunId)) {
      runId = serverRunId;
      generation++;
      grace = now + term;
    }
    return generation;
  }

  /** Says why a writer is not the run's owner any more; null: it is. */
  @Nullable String fenced(RunClaim claim, @Nullable TwinRun run) {
    if (claim.generation() != generation) {
      return "the data set is in generation " + generation + ", the claim of " + claim.generation();
    }
    boolean held = run != null && claim.token().equals(run.token) && claim.epoch() == run.epoch;
    return held ? null : "the run is not held under this claim";
  }

  /** The same, where the writer builds on a journal of this length. */
  @Nullable String fenced(RunClaim claim, int length, @Nullable TwinRun run) {
    String why = fenced(claim, run);
    return why != null || run == null || run.journal.size() == length
        ? why
        : "the journal has " + run.journal.size() + " ticks, not " + length;
  }

  void keep(RuntimeId runtime, long lease, long now) {
    if (wiped) {
      return;
    }
    leases.put(runtime, now + lease);
    term = lease;
  }

  /** Gives leases one more term when the clock jumped or stood unwatched for over a term. */
  void watchClock(long now) {
    Long before = seen;
    seen = now;
    if (before == null || term == 0 || (now >= before && now <= before + term)) {
      return;
    }
    grace = now + term;
    leases.replaceAll((runtime, expiry) -> Math.min(expiry, now + term));
  }

  /** Takes a run from its owner, whose lease stays. */
  void disown(TwinRun run) {
    RuntimeId owner = Objects.requireNonNull(run.owner);
    NavigableMap<TaskId, Long> of = Objects.requireNonNull(owned.get(owner));
    of.remove(run.task);
    if (of.isEmpty()) {
      owned.remove(owner);
    }
    run.owner = null;
    run.token = null;
  }

  /** A run that must be there. */
  TwinRun run(TaskId task) {
    return Objects.requireNonNull(runs.get(task), task::value);
  }

  /** A session that must be there. */
  TwinSession session(SessionId session) {
    return Objects.requireNonNull(sessions.get(session), session::value);
  }

  /** How many sessions did not come with a task. */
  long lastingSessions() {
    return sessions.values().stream().filter(session -> !session.withTask).count();
  }

  /** Removes a run, and its session where that came with a task and this was the last one. */
  void remove(TaskId task) {
    TwinRun run = Objects.requireNonNull(runs.remove(task), task::value);
    TwinSession session = run.session == null ? null : sessions.get(run.session);
    if (session != null && session.withTask && --session.runs < 1 && !session.inUse()) {
      sessions.remove(run.session);
    }
  }

  /** The queue of a service's runs that are not pinned to a version. */
  Deque<TaskId> queue(ServiceId service) {
    return queues.computeIfAbsent(service.value(), key -> new ArrayDeque<>());
  }

  /** The queue of a service's runs that are pinned to a version. */
  TwinLine pinned(ServiceId service, VersionId version) {
    return new TwinLine(queues, service + ":" + version);
  }

  /** Suspects of a service's version that wait. */
  TwinLine suspects(ServiceId service, VersionId version) {
    return new TwinLine(suspects, service + ":" + version);
  }

  /** Clears a run of suspicion, so that its owner may have others beside it again. */
  void acquit(TwinRun run, RuntimeId owner) {
    if (run.suspect > 0) {
      run.suspect = 0;
      if (alone.remove(owner, run.task)) {
        bell(run.service);
      }
    }
  }

  void bell(ServiceId service) {
    hint(channels.queued(shard, service), new byte[0]);
  }

  void news(TaskId task) {
    hint(channels.news(shard, task), new byte[0]);
  }

  void hint(String channel, byte[] message) {
    hints.add(new Hint(channel, message));
  }

  void hint(String channel, String message) {
    hint(channel, message.getBytes(StandardCharsets.UTF_8));
  }
}
