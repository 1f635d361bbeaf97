package org.llamadeploy4j.messaging;

import java.util.concurrent.CompletionStage;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;

/**
 * Mistakes in events: those that are sent to a run, and those that it streams. Each is planted for
 * a simulation to find.
 */
final class EventBugs {
  private EventBugs() {}

  static final class PublishUnfenced extends BentStore {
    PublishUnfenced(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CompletionStage<PublishReply> publish(PublishRequest request) {
      TwinRun run = run(request.claim());
      if (run == null || run.token == null) {
        return target.publish(request);
      }
      long generation = shards.read(request.claim().shard(), shard -> shard.generation);
      RunClaim claim = owned(request.claim(), generation, run);
      return target.publish(new PublishRequest(claim, request.first(), request.events()));
    }
  }

  static final class PublishRepeated extends BentStore {
    PublishRepeated(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CompletionStage<PublishReply> publish(PublishRequest request) {
      TwinRun run = run(request.claim());
      if (run != null && run.publishedIn == run.epoch && run.published >= request.first()) {
        run.published = request.first() - 1;
      }
      return target.publish(request);
    }
  }

  static final class DeliverWithoutWake extends BentStore {
    DeliverWithoutWake(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public DeliverReply deliver(DeliverRequest request) {
      return shards.change(
          request.shard(),
          shard -> {
            TwinRun run = shard.runs.get(request.task());
            if (run == null || run.owner != null || run.status != RunStatus.WAITING) {
              return target.deliver(request);
            }
            run.owner = new RuntimeId("nobody");
            DeliverReply reply = target.deliver(request);
            run.owner = null;
            return reply;
          });
    }
  }

  static final class DeliverRepeated extends BentStore {
    DeliverRepeated(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public DeliverReply deliver(DeliverRequest request) {
      shards.change(
          request.shard(),
          shard -> {
            TwinRun run = shard.runs.get(request.task());
            if (run != null) {
              run.ids.clear();
            }
            return true;
          });
      return target.deliver(request);
    }
  }

  static final class DeliverAfterEnd extends BentStore {
    DeliverAfterEnd(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public DeliverReply deliver(DeliverRequest request) {
      DeliverReply reply = target.deliver(request);
      return reply == DeliverReply.ENDED ? DeliverReply.ACCEPTED : reply;
    }
  }
}
