package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.llamadeploy4j.messaging.*;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** The store as one process of a simulated world reaches it. */
final class SimStore implements RunStore {
  private final RunStore far;
  private final SimLink link;
  private final SimLedger ledger;

  SimStore(RunStore far, SimLink link, SimLedger ledger) {
    this.far = far;
    this.link = link;
    this.ledger = ledger;
  }

  @Override
  public SubmitReply submit(SubmitRequest request) {
    return link.call(
        "submit", request.task(), () -> ledger.submitted(request, far.submit(request)));
  }

  @Override
  public List<ClaimedRun> claim(ClaimRequest request) {
    return link.call(
        "claim", request.operationId(), () -> ledger.claimed(request, far.claim(request)));
  }

  @Override
  public CommitReply commit(CommitRequest request) {
    return link.call("commit", request, () -> ledger.written(request, false, far.commit(request)));
  }

  @Override
  public CommitReply complete(CompleteRequest request) {
    return link.call(
        "complete", request, () -> ledger.written(request.commit(), true, far.complete(request)));
  }

  @Override
  public CommitReply park(ParkRequest request) {
    return link.call("park", request, () -> ledger.parked(request, far.park(request)));
  }

  @Override
  public CompletionStage<PublishReply> publish(PublishRequest request) {
    return link.callLater(
        "publish",
        request,
        () -> ledger.published(request, far.publish(request).toCompletableFuture().join()));
  }

  @Override
  public FireReply fire(Shard shard, int max) {
    return link.call("fire", "", () -> ledger.fired(far.fire(shard, max)));
  }

  @Override
  public DeliverReply deliver(DeliverRequest request) {
    return link.call(
        "deliver",
        request.eventId() + " to " + request.task(),
        () -> ledger.delivered(request, far.deliver(request)));
  }

  @Override
  public RenewReply renew(Shard shard, RuntimeId runtime, Duration lease) {
    return link.call(
        "renew",
        runtime,
        () -> {
          ledger.renewed(runtime);
          return far.renew(shard, runtime, lease);
        });
  }

  @Override
  public List<TaskId> takeover(Shard shard, int max) {
    return link.call("takeover", "", () -> ledger.takenOver(far.takeover(shard, max)));
  }

  @Override
  public List<TaskId> release(Shard shard, RuntimeId runtime, boolean died) {
    return link.call("release", runtime, () -> ledger.released(far.release(shard, runtime, died)));
  }

  @Override
  public Optional<TaskView> task(Shard shard, TaskId task) {
    return link.call("task", task, () -> far.task(shard, task));
  }

  @Override
  public EventPage events(Shard shard, TaskId task, long from, int max) {
    return link.call("events", task, () -> far.events(shard, task, from, max));
  }

  @Override
  public List<TaskView> tasks(Shard shard, int max) {
    throw notSimulated("tasks");
  }

  @Override
  public long queued(Shard shard, ServiceId service) {
    throw notSimulated("queued");
  }

  @Override
  public Pace pace(Shard shard, ServiceId service) {
    throw notSimulated("pace");
  }

  @Override
  public long unfinished(Shard shard, VersionId version) {
    throw notSimulated("unfinished");
  }

  private static UnsupportedOperationException notSimulated(String call) {
    return new UnsupportedOperationException(
        "runtimes do not call %s, so simulated worlds do not answer it".formatted(call));
  }
}
