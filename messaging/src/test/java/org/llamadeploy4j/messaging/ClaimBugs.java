package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.List;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Mistakes in who gets a run, and when. Each is planted for a simulation to find. */
final class ClaimBugs {
  private ClaimBugs() {}

  static final class ClaimForgotten extends BentStore {
    ClaimForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<ClaimedRun> claim(ClaimRequest request) {
      shards.change(request.shard(), shard -> shard.claims.remove(request.runtime()) == null);
      return target.claim(request);
    }
  }

  static final class ClaimWithoutPin extends BentStore {
    ClaimWithoutPin(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      List<TaskId> given = target.takeover(of, max);
      return shards.change(
          of,
          shard -> {
            for (TaskId task : given) {
              TwinRun run = shard.run(task);
              shard.queue(run.service, run.version).remove(task);
              run.version = null;
              shard.queue(run.service, null).addFirst(task);
            }
            return given;
          });
    }
  }

  static final class TakeoverWithoutExpiry extends BentStore {
    TakeoverWithoutExpiry(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      shards.change(
          of,
          shard -> {
            shard.leases.replaceAll((runtime, expiry) -> Math.min(expiry, shards.now()));
            return true;
          });
      return target.takeover(of, max);
    }
  }

  static final class RestartWithoutGrace extends BentStore {
    RestartWithoutGrace(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      return shards.change(
          of,
          shard -> {
            shard.enter(shards.runId(), shards.now());
            shard.grace = 0;
            shard.seen = shards.now();
            return target.takeover(of, max);
          });
    }
  }

  static final class TakeoverWithoutQueue extends BentStore {
    TakeoverWithoutQueue(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      List<TaskId> given = target.takeover(of, max);
      return shards.change(
          of,
          shard -> {
            shard.queues.values().forEach(queue -> queue.removeAll(given));
            return given;
          });
    }
  }

  static final class SessionFreed extends BentStore {
    SessionFreed(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      List<TaskId> given = target.takeover(of, max);
      return shards.change(
          of,
          shard -> {
            for (TaskId task : given) {
              SessionId session = shard.run(task).session;
              if (session != null) {
                shard.session(session).lock = null;
              }
            }
            return given;
          });
    }
  }

  static final class TimerDropped extends BentStore {
    TimerDropped(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public RenewReply renew(Shard of, RuntimeId runtime, Duration lease) {
      shards.change(of, shard -> shard.timers.values().removeIf(due -> due <= shards.now()));
      return target.renew(of, runtime, lease);
    }
  }

  static final class CutForgotten extends BentStore {
    CutForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<ClaimedRun> claim(ClaimRequest request) {
      List<ClaimedRun> claimed = target.claim(request);
      claimed.forEach(run -> {
        TwinRun of = run(run.claim());
        if (of != null) {
          of.cuts.clear();
        }
      });
      return claimed;
    }
  }

  static final class CancelLostWithOwner extends BentStore {
    CancelLostWithOwner(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      return shards.change(
          of,
          shard -> {
            shard.enter(shards.runId(), shards.now());
            shard.runs.values().stream()
                .filter(run -> run.owner != null)
                .filter(run -> shard.leases.getOrDefault(run.owner, 0L) <= shards.now())
                .forEach(run -> run.cancelRequested = false);
            return target.takeover(of, max);
          });
    }
  }
}
