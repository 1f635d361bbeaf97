package org.llamadeploy4j.messaging;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;

/** Control of runs in memory, by the same rules as the scripts. State: see {@link TwinShards}. */
final class TwinRunControl implements RunControl {
  private final TwinShards shards;
  private final TwinEndings endings;
  private final TwinDoor door;

  TwinRunControl(TwinShards shards, Retention retention) {
    this.shards = shards;
    this.endings = new TwinEndings(shards, retention);
    this.door = new TwinDoor(shards);
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

  @Override
  public CancelReply cancel(CancelRequest request) {
    return shards.change(request.shard(), shard -> cancel(shard, request));
  }

  private CancelReply cancel(TwinShard shard, CancelRequest request) {
    shard.enter(shards.runId(), shards.now());
    TwinRun run = shard.runs.get(request.task());
    if (run == null) {
      return new CancelReply.Unknown();
    }
    if (run.asked.startsWith(request.operationId() + " ")) {
      return run.asked.endsWith(" requested")
          ? new CancelReply.Requested()
          : new CancelReply.Cancelled();
    }
    if (run.status.ended()) {
      return run.status == RunStatus.CANCELLED
          ? new CancelReply.Cancelled()
          : new CancelReply.Ended(run.status);
    }
    if (run.owner == null) {
      run.asked = request.operationId() + " cancelled";
      endings.endNow(shard, run, StoredEnd.CANCELLED);
      return new CancelReply.Cancelled();
    }
    if (!run.cancelRequested) {
      run.cancelRequested = true;
      run.asked = request.operationId() + " requested";
      shard.cancels.put(run.task, shards.now());
    }
    shard.hint(shard.channels.inbox(run.owner), Channels.inboxMessage(shard.shard, run.task));
    return new CancelReply.Requested();
  }

  @Override
  public RetryReply retry(RetryRequest request) {
    return shards.change(request.shard(), shard -> retry(shard, request));
  }

  private RetryReply retry(TwinShard shard, RetryRequest request) {
    shard.enter(shards.runId(), shards.now());
    TwinRun run = shard.runs.get(request.task());
    RetryReply refusal = refusal(run, request);
    if (refusal != null || run == null) {
      return refusal == null ? new RetryReply.Unknown() : refusal;
    }
    SubmitReply closed = door.refusal(shard, run.service, run.session, limits(run, request));
    if (closed != null) {
      return new RetryReply.Refused(closed);
    }
    shard.ended.remove(run.task);
    run.cut(shard.generation);
    run.beginAnew(request);
    if (run.session != null) {
      TwinDoor.enterSession(shard, run.task, run.session, limits(run, request));
    }
    TwinDoor.lineUp(shard, run);
    shard.news(run.task);
    return new RetryReply.Accepted();
  }

  private static @Nullable RetryReply refusal(@Nullable TwinRun run, RetryRequest request) {
    if (run == null) {
      return new RetryReply.Unknown();
    }
    if (run.again.equals(request.operationId())) {
      return new RetryReply.Accepted();
    }
    if (run.status != RunStatus.FAILED && run.status != RunStatus.CANCELLED) {
      return new RetryReply.WrongStatus(run.status);
    }
    return run.attempts + 1 == request.attempt() ? null : new RetryReply.OtherAttempt();
  }

  private static SubmitLimits limits(TwinRun run, RetryRequest request) {
    SubmitLimits limits = request.limits();
    return run.beside
        ? new SubmitLimits(limits.service(), limits.session(), SessionPolicy.PARALLEL)
        : limits;
  }

  @Override
  public DeleteReply delete(Shard of, TaskId task) {
    return shards.change(of, shard -> delete(shard, task));
  }

  private static DeleteReply delete(TwinShard shard, TaskId task) {
    TwinRun run = shard.runs.get(task);
    if (run == null) {
      return new DeleteReply.Unknown();
    }
    if (!run.status.ended()) {
      return new DeleteReply.Active(run.status);
    }
    shard.ended.remove(task);
    shard.remove(task);
    return new DeleteReply.Deleted();
  }
}
