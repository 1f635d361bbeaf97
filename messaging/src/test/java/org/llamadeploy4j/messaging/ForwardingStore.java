package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** Hands every call on to another store, for those that change some of them. */
public class ForwardingStore implements RunStore {
  /** Where the calls go. */
  protected final RunStore target;

  public ForwardingStore(RunStore target) {
    this.target = target;
  }

  @Override
  public SubmitReply submit(SubmitRequest request) {
    return target.submit(request);
  }

  @Override
  public List<ClaimedRun> claim(ClaimRequest request) {
    return target.claim(request);
  }

  @Override
  public CommitReply commit(CommitRequest request) {
    return target.commit(request);
  }

  @Override
  public CompletionStage<PublishReply> publish(PublishRequest request) {
    return target.publish(request);
  }

  @Override
  public CommitReply complete(CompleteRequest request) {
    return target.complete(request);
  }

  @Override
  public CommitReply park(ParkRequest request) {
    return target.park(request);
  }

  @Override
  public FireReply fire(Shard shard, int max) {
    return target.fire(shard, max);
  }

  @Override
  public DeliverReply deliver(DeliverRequest request) {
    return target.deliver(request);
  }

  @Override
  public RenewReply renew(Shard shard, RuntimeId runtime, Duration lease) {
    return target.renew(shard, runtime, lease);
  }

  @Override
  public List<TaskId> takeover(Shard shard, int max) {
    return target.takeover(shard, max);
  }

  @Override
  public List<TaskId> release(Shard shard, RuntimeId runtime, boolean died) {
    return target.release(shard, runtime, died);
  }

  @Override
  public Optional<TaskView> task(Shard shard, TaskId task) {
    return target.task(shard, task);
  }

  @Override
  public List<TaskView> tasks(Shard shard, int max) {
    return target.tasks(shard, max);
  }

  @Override
  public EventPage events(Shard shard, TaskId task, long from, int max) {
    return target.events(shard, task, from, max);
  }

  @Override
  public long queued(Shard shard, ServiceId service) {
    return target.queued(shard, service);
  }

  @Override
  public Pace pace(Shard shard, ServiceId service) {
    return target.pace(shard, service);
  }

  @Override
  public long unfinished(Shard shard, VersionId version) {
    return target.unfinished(shard, version);
  }
}
