package org.llamadeploy4j.serviceruntime;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.TaskId;

/** The runs that this runtime drives. Thread-safe, never blocks. */
final class DrivenRuns {
  private final Map<TaskId, DrivenRun> runs = new ConcurrentHashMap<>();

  /** Enters a run that has a driver. One that lost its claim meanwhile is stopped at once. */
  void add(DrivenRun run) {
    DrivenRun before = runs.put(run.claim().task(), run);
    if (before != null) {
      before.abandon("the run was claimed anew");
    }
    if (!run.lease().holds(run.claim())) {
      run.abandon("the lease was lost before the run began");
    }
  }

  /** Forgets a run that its driver has left. */
  void remove(DrivenRun run) {
    runs.remove(run.claim().task(), run);
    run.leave();
  }

  @Nullable DrivenRun find(TaskId task) {
    return runs.get(task);
  }

  /** All of them, as they are now. */
  Collection<DrivenRun> all() {
    return List.copyOf(runs.values());
  }

  void abandon(RunClaim claim, String reason) {
    DrivenRun run = runs.get(claim.task());
    if (run != null && run.claim().equals(claim)) {
      run.abandon(reason);
    }
  }

  /** Asks the driver of a run to end it as cancelled. */
  void cancel(TaskId task) {
    DrivenRun run = runs.get(task);
    if (run != null) {
      run.cancel();
    }
  }

  void abandonAll(Shard shard, String reason) {
    for (DrivenRun run : runs.values()) {
      if (run.claim().shard().equals(shard)) {
        run.abandon(reason);
      }
    }
  }

  void abandonAll(String reason) {
    runs.values().forEach(run -> run.abandon(reason));
  }
}
