package org.llamadeploy4j.messaging;

import java.util.Optional;
import java.util.stream.Collectors;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Control of runs on Redis: each method is one script, whose head says what its arguments are.
 * Holds no state; calls about one run share a connection.
 */
final class RedisRunControl implements RunControl {
  private final RedisShards shards;
  private final Script tasks;

  /** Loads the scripts from the class path. */
  RedisRunControl(RedisShards shards) {
    this.shards = shards;
    tasks = shards.script("tasks");
  }

  @Override
  public Optional<TaskView> find(Shard shard, TaskId task) {
    RedisArgs args = new RedisArgs().text(task).number(1).flag(false);
    return RunReplies.page(shards.run(tasks, shard, task.value(), args)).tasks().stream()
        .findFirst();
  }

  @Override
  public TaskPage list(Shard shard, TaskQuery query) {
    return RunReplies.page(shards.run(tasks, shard, shard.tag(), args(query, false)));
  }

  /** Arguments of {@code tasks.lua} for a page. */
  static RedisArgs args(TaskQuery query, boolean payloads) {
    TaskPlace after = query.after();
    return new RedisArgs()
        .text("")
        .number(query.max())
        .flag(payloads)
        .text(after == null ? null : after.at())
        .text(after == null ? null : after.task())
        .text(
            query.statuses().isEmpty()
                ? ""
                : query.statuses().stream()
                    .map(RunStatus::wire)
                    .collect(Collectors.joining(" ", " ", " ")))
        .text(query.service())
        .text(query.session())
        .number(query.look());
  }
}
