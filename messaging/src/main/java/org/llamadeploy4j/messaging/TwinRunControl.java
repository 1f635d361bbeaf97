package org.llamadeploy4j.messaging;

import java.util.Optional;
import org.llamadeploy4j.protocol.TaskId;

/** Control of runs in memory, by the same rules as the scripts. State: see {@link TwinShards}. */
final class TwinRunControl implements RunControl {
  private final TwinShards shards;

  TwinRunControl(TwinShards shards) {
    this.shards = shards;
  }

  @Override
  public Optional<TaskView> find(Shard of, TaskId task) {
    return shards.read(
        of,
        shard ->
            Optional.ofNullable(shard.runs.get(task))
                .map(run -> TwinViews.view(shard, run, shards.now(), false)));
  }

  @Override
  public TaskPage list(Shard of, TaskQuery query) {
    return shards.read(of, shard -> TwinViews.page(shard, query, shards.now(), false));
  }
}
