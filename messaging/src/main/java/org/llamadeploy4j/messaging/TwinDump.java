package org.llamadeploy4j.messaging;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Writes a shard of the twin down as the keys it would be on Redis. */
final class TwinDump {
  private final StoreDump dump;
  private final String base;

  TwinDump(StoreDump dump, TwinShard shard) {
    this.dump = dump;
    this.base = shard.shard.tag() + ":";
  }

  void write(TwinShard shard) {
    Map<String, Object> generation = new HashMap<>();
    generation.put("n", shard.generation);
    generation.put("grace", shard.grace);
    generation.put("term", shard.term);
    generation.put("seen", shard.seen == null ? 0 : shard.seen);
    generation.put("closed", shard.closed ? 1 : 0);
    generation.put("wiped", shard.wiped ? 1 : 0);
    generation.put("reducer", shard.reducer == 1 ? 0 : shard.reducer);
    generation.put("kept", shard.ended.bytes());
    generation.put("sessions", shard.lastingSessions());
    shard.later.forEach((service, count) -> generation.put("later:" + service, count));
    shard.alone.forEach((runtime, task) -> generation.put("alone:" + runtime, task));
    if (shard.room != null) {
      generation.put("room", shard.room.maker() + " " + shard.room.until());
    }
    dump.hash(base + "gen", generation);
    shard.suspects.forEach((name, tasks) -> dump.list(base + "suspects:" + name, tasks));
    shard.queues.forEach((name, tasks) -> dump.list(base + "queue:" + name, tasks));
    dump.list(base + "ended", shard.ended.all());
    dump.hash(base + "unfinished", byText(shard.unfinished));
    Map<String, Long> keyed = new HashMap<>();
    shard.keyed.forEach((key, look) -> keyed.put(RedisReservations.mark(key), look));
    dump.scores(base + "keyed", keyed);
    dump.scores(base + "leases", shard.leases);
    dump.scores(base + "timers", shard.timers);
    dump.scores(base + "cancels", shard.cancels);
    shard.owned.forEach((runtime, tasks) -> dump.hash(base + "owned:" + runtime, byText(tasks)));
    shard.claims.forEach((runtime, last) ->
        dump.hash(
            base + "claims:" + runtime,
            last.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> claimed(e.getValue())))));
    writeRuns(shard);
    writeSessions(shard);
  }

  private void writeRuns(TwinShard shard) {
    Map<TaskId, Long> tasks = new HashMap<>();
    for (TwinRun run : shard.runs.values()) {
      tasks.put(run.task, run.at);
      Map<String, Object> fields = run.fields();
      takeOut(fields, "input", run.task, run.input);
      takeOut(fields, "result", run.task, run.result);
      dump.hash(base + "run:" + run.task, fields);
      dump.list(base + "journal:" + run.task, run.journal);
      dump.list(base + "events:" + run.task, run.events);
      dump.list(base + "inbox:" + run.task, run.inbox);
      dump.scores(base + "ids:" + run.task, run.ids);
    }
    dump.scores(base + "tasks", tasks);
  }

  private void writeSessions(TwinShard shard) {
    Map<SessionId, Long> sessions = new HashMap<>();
    shard.sessions.forEach((id, session) -> {
      sessions.put(id, session.created);
      Map<String, Object> fields = new HashMap<>();
      fields.put("created", session.created);
      fields.put("queued", session.queued);
      fields.put("beside", session.beside);
      fields.put("runs", session.withTask ? session.runs : 0);
      if (session.lock != null) {
        fields.put("lock", session.lock);
      }
      if (session.state != null) {
        fields.put("state", session.state);
      }
      takeOut(fields, "state", id, session.state);
      dump.hash(base + "session:" + id, fields);
      dump.list(base + "waiting:" + id, session.waiting);
    });
    dump.scores(base + "sessions", sessions);
  }

  /** Moves a large payload out of its hash. */
  private void takeOut(
      Map<String, Object> fields, String name, Object id, byte @Nullable [] payload) {
    if (payload != null && payload.length > Limits.INLINE_BYTES) {
      fields.remove(name);
      dump.value(base + name + ":" + id, payload);
    }
  }

  private static String claimed(TwinShard.Claimed last) {
    return last.tasks().stream()
        .map(TaskId::value)
        .collect(Collectors.joining(" ", last.operationId() + " ", ""));
  }

  private static Map<String, Long> byText(Map<?, Long> counts) {
    Map<String, Long> byText = new HashMap<>();
    counts.forEach((key, count) -> byText.put(String.valueOf(key), count));
    return byText;
  }
}
