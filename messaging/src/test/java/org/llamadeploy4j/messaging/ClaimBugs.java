package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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

  static RunStore claimWithoutPin(RunStore correct, TwinShards shards) {
    return afterTakeover(
        correct,
        shards,
        (shard, run) -> {
          shard.pinned(run.service, Objects.requireNonNull(run.version)).remove(run);
          run.version = null;
          shard.queue(run.service).addFirst(run.task);
        });
  }

  static RunStore takeoverWithoutQueue(RunStore correct, TwinShards shards) {
    return afterTakeover(
        correct,
        shards,
        (shard, run) -> shard.queues.values().forEach(queue -> queue.remove(run.task)));
  }

  static RunStore sessionFreed(RunStore correct, TwinShards shards) {
    return afterTakeover(
        correct,
        shards,
        (shard, run) -> {
          SessionId session = run.session;
          if (session != null) {
            shard.session(session).lock = null;
          }
        });
  }

  static RunStore takeoverWithoutExpiry(RunStore correct, TwinShards shards) {
    return beforeTakeover(
        correct,
        shards,
        shard -> shard.leases.replaceAll((runtime, expiry) -> Math.min(expiry, shards.now())));
  }

  static RunStore restartWithoutGrace(RunStore correct, TwinShards shards) {
    return beforeTakeover(
        correct,
        shards,
        shard -> {
          shard.grace = 0;
          shard.seen = shards.now();
        });
  }

  static RunStore cancelLostWithOwner(RunStore correct, TwinShards shards) {
    return beforeTakeover(
        correct,
        shards,
        shard ->
            shard.runs.values().stream()
                .filter(run -> run.owner != null)
                .filter(run -> shard.leases.getOrDefault(run.owner, 0L) <= shards.now())
                .forEach(run -> run.cancelRequested = false));
  }

  /** A takeover before which a shard is bent. */
  private static RunStore beforeTakeover(
      RunStore correct, TwinShards shards, Consumer<TwinShard> bend) {
    return new ForwardingStore(correct) {
      @Override
      public List<TaskId> takeover(Shard of, int max) {
        return shards.change(
            of,
            shard -> {
              shard.enter(shards.runId(), shards.now());
              bend.accept(shard);
              return target.takeover(of, max);
            });
      }
    };
  }

  /** A takeover after which each run that was given back is bent. */
  private static RunStore afterTakeover(
      RunStore correct, TwinShards shards, BiConsumer<TwinShard, TwinRun> bend) {
    return new ForwardingStore(correct) {
      @Override
      public List<TaskId> takeover(Shard of, int max) {
        return shards.change(
            of,
            shard -> {
              List<TaskId> given = target.takeover(of, max);
              given.forEach(task -> bend.accept(shard, shard.run(task)));
              return given;
            });
      }
    };
  }
}
