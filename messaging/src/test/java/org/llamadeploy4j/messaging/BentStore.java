package org.llamadeploy4j.messaging;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The twin with rules that planted bugs bend: by changing what is asked, or what is there, just
 * before or after the correct rule sees it. Bends nothing by itself.
 */
class BentStore extends ForwardingStore {
  final TwinShards shards;

  BentStore(RunStore correct, TwinShards shards) {
    super(correct);
    this.shards = shards;
  }

  /** The claim of whoever owns a run. */
  static RunClaim owned(RunClaim like, long generation, TwinRun run) {
    return new RunClaim(
        like.shard(),
        like.task(),
        like.runtime(),
        generation,
        run.epoch,
        run.token == null ? "" : run.token);
  }

  /** The claim that a write shows instead of its own. */
  RunClaim bend(RunClaim claim, TwinShard shard, TwinRun run) {
    return claim;
  }

  /** The commit that is made instead. */
  CommitRequest bend(CommitRequest request, TwinShard shard, TwinRun run) {
    return new CommitRequest(
        bend(request.claim(), shard, run),
        request.operationId(),
        request.journalLength(),
        request.ticks(),
        request.events(),
        request.inboxTaken(),
        request.waiting(),
        request.progress(),
        request.snapshot());
  }

  private CommitRequest bent(CommitRequest request) {
    return shards.read(
        request.claim().shard(),
        shard -> {
          TwinRun run = shard.runs.get(request.claim().task());
          return run == null ? request : bend(request, shard, run);
        });
  }

  private RunClaim bent(RunClaim claim) {
    return shards.read(
        claim.shard(),
        shard -> {
          TwinRun run = shard.runs.get(claim.task());
          return run == null ? claim : bend(claim, shard, run);
        });
  }

  /** The run of a claim, to be changed behind the rules' back; null: there is none. */
  @Nullable TwinRun run(RunClaim claim) {
    return shards
        .read(claim.shard(), shard -> Optional.ofNullable(shard.runs.get(claim.task())))
        .orElse(null);
  }

  @Override
  public CommitReply commit(CommitRequest request) {
    return target.commit(bent(request));
  }

  @Override
  public CompletionStage<PublishReply> publish(PublishRequest request) {
    return target.publish(
        new PublishRequest(bent(request.claim()), request.first(), request.events()));
  }

  @Override
  public CommitReply complete(CompleteRequest request) {
    return target.complete(
        new CompleteRequest(
            bent(request.commit()),
            request.status(),
            request.result(),
            request.sessionState(),
            request.shared()));
  }

  @Override
  public CommitReply park(ParkRequest request) {
    return target.park(
        new ParkRequest(
            bent(request.claim()),
            request.operationId(),
            request.journalLength(),
            request.dueIn(),
            request.snapshot()));
  }
}
