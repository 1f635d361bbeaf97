package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/** The twin of {@code tasks.lua}. Stateless; works under a shard's lock. */
final class TwinViews {
  private TwinViews() {}

  static TaskView view(TwinShard shard, TwinRun run, long now, boolean payloads) {
    boolean failure = run.status == RunStatus.FAILED || run.status == RunStatus.CANCELLED;
    return new TaskView(
        run.task,
        run.service,
        run.version,
        run.session,
        run.status,
        payloads || failure ? run.result : null,
        payloads ? run.input : null,
        Instant.ofEpochMilli(run.at),
        run.status.ended() ? Instant.ofEpochMilli(run.end) : null,
        blockedBy(shard, run, now),
        run.began == 0 ? null : Instant.ofEpochMilli(run.began),
        run.owner,
        run.attempts,
        run.cancelRequested,
        run.start == null ? null : Instant.ofEpochMilli(run.start),
        run.suspect);
  }

  private static @Nullable TaskId blockedBy(TwinShard shard, TwinRun run, long now) {
    boolean starts = run.start == null || run.start <= now;
    if (run.session == null || run.beside || run.status != RunStatus.QUEUED || !starts) {
      return null;
    }
    TaskId lock = shard.session(run.session).lock;
    return run.task.equals(lock) ? null : lock;
  }

  static TaskPage page(TwinShard shard, TaskQuery query, long now, boolean payloads) {
    List<TwinRun> rest =
        shard.runs.values().stream()
            .filter(run -> query.after() == null || place(run).compareTo(query.after()) < 0)
            .sorted(Comparator.comparing(TwinViews::place).reversed())
            .toList();
    int looked = 0;
    int found = 0;
    while (looked < Math.min(rest.size(), query.look()) && found < query.max()) {
      found += matches(query, rest.get(looked)) ? 1 : 0;
      looked++;
    }
    return new TaskPage(
        rest.stream()
            .limit(looked)
            .filter(run -> matches(query, run))
            .map(run -> view(shard, run, now, payloads))
            .toList(),
        looked == 0 || looked == rest.size() ? null : place(rest.get(looked - 1)));
  }

  private static boolean matches(TaskQuery query, TwinRun run) {
    return query.matches(run.status, run.service, run.session);
  }

  private static TaskPlace place(TwinRun run) {
    return new TaskPlace(run.at, run.task);
  }
}
