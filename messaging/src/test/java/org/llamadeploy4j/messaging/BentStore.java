package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A store whose rules planted bugs bend: by changing what is asked, or what is there, just before or
 * after the correct rule sees it. It does nothing else.
 */
class BentStore implements RunStore {
  final RunStore correct;
  final TwinShards shards;

  BentStore(RunStore correct, TwinShards shards) {
    this.correct = correct;
    this.shards = shards;
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
        request.waiting());
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
    return shards.read(claim.shard(), shard -> shard.runs.get(claim.task()));
  }

  @Override
  public SubmitReply submit(SubmitRequest request) {
    return correct.submit(request);
  }

  @Override
  public List<ClaimedRun> claim(ClaimRequest request) {
    return correct.claim(request);
  }

  @Override
  public CommitReply commit(CommitRequest request) {
    return correct.commit(bent(request));
  }

  @Override
  public CompletionStage<PublishReply> publish(PublishRequest request) {
    return correct.publish(
        new PublishRequest(bent(request.claim()), request.first(), request.events()));
  }

  @Override
  public CommitReply complete(CompleteRequest request) {
    return correct.complete(
        new CompleteRequest(
            bent(request.commit()),
            request.status(),
            request.result(),
            request.sessionState(),
            request.shared()));
  }

  @Override
  public CommitReply park(ParkRequest request) {
    return correct.park(
        new ParkRequest(
            bent(request.claim()),
            request.operationId(),
            request.journalLength(),
            request.inboxSeen(),
            request.dueIn()));
  }

  @Override
  public FireReply fire(Shard shard, int max) {
    return correct.fire(shard, max);
  }

  @Override
  public DeliverReply deliver(DeliverRequest request) {
    return correct.deliver(request);
  }

  @Override
  public RenewReply renew(Shard shard, RuntimeId runtime, Duration lease) {
    return correct.renew(shard, runtime, lease);
  }

  @Override
  public List<TaskId> takeover(Shard shard, int max) {
    return correct.takeover(shard, max);
  }

  @Override
  public List<TaskId> release(Shard shard, RuntimeId runtime) {
    return correct.release(shard, runtime);
  }

  @Override
  public Optional<TaskView> task(Shard shard, TaskId task) {
    return correct.task(shard, task);
  }

  @Override
  public List<TaskView> tasks(Shard shard, int max) {
    return correct.tasks(shard, max);
  }

  @Override
  public EventPage events(Shard shard, TaskId task, long from, int max) {
    return correct.events(shard, task, from, max);
  }

  @Override
  public long queued(Shard shard, ServiceId service) {
    return correct.queued(shard, service);
  }

  @Override
  public Pace pace(Shard shard, ServiceId service) {
    return correct.pace(shard, service);
  }

  @Override
  public long unfinished(Shard shard, VersionId version) {
    return correct.unfinished(shard, version);
  }
}
