package org.llamadeploy4j.messaging;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Control of runs on Redis: each method is one script, whose head says what its arguments are.
 * Holds no state; calls about one run share a connection.
 */
final class RedisRunControl implements RunControl {
  private final RedisShards shards;
  private final Retention retention;
  private final BooleanSupplier full;
  private final Script tasks;
  private final Script cancel;
  private final Script retry;
  private final Script delete;

  /**
   * Loads the scripts from the class path.
   *
   * @param full whether the server has no room for new work, as last heard
   */
  RedisRunControl(RedisShards shards, Retention retention, BooleanSupplier full) {
    this.shards = shards;
    this.retention = retention;
    this.full = full;
    tasks = shards.script("tasks");
    cancel = shards.script("cancel");
    retry = shards.script("retry");
    delete = shards.script("delete");
  }

  @Override
  public Optional<TaskView> find(Shard shard, TaskId task) {
    RedisArgs args = new RedisArgs().text(task).number(1).flag(false);
    return RunReplies.page(shards.run(tasks, shard, task.value(), args)).tasks().stream()
        .findFirst();
  }

  @Override
  public TaskPage list(Shard shard, TaskQuery query) {
    return RunReplies.page(shards.run(tasks, shard, shard.tag(), args(query, false)));
  }

  @Override
  public CancelReply cancel(CancelRequest request) {
    RedisArgs args =
        new RedisArgs()
            .text(request.task())
            .text(request.operationId())
            .end(StoredEnd.CANCELLED)
            .retention(retention);
    RedisReply reply = run(cancel, request.shard(), request.task(), args);
    return switch (reply.text(0)) {
      case "cancelled" -> new CancelReply.Cancelled();
      case "requested" -> new CancelReply.Requested();
      case "ended" -> new CancelReply.Ended(RunStatus.ofWire(reply.text(1)));
      case "unknown" -> new CancelReply.Unknown();
      default -> throw RunReplies.unexpected(cancel, reply.text(0));
    };
  }

  @Override
  public RetryReply retry(RetryRequest request) {
    RedisArgs args =
        new RedisArgs()
            .text(request.task())
            .text(request.operationId())
            .number(request.attempt())
            .bytes(request.marker())
            .number(request.limits().service())
            .number(request.limits().session())
            .text(request.limits().sessionPolicy().word())
            .flag(full.getAsBoolean());
    RedisReply reply = run(retry, request.shard(), request.task(), args);
    return switch (reply.text(0)) {
      case "accepted" -> new RetryReply.Accepted();
      case "wrong_status" -> new RetryReply.WrongStatus(RunStatus.ofWire(reply.text(1)));
      case "other_attempt" -> new RetryReply.OtherAttempt();
      case "unknown" -> new RetryReply.Unknown();
      default -> new RetryReply.Refused(RunReplies.refusal(retry, reply));
    };
  }

  @Override
  public DeleteReply delete(Shard shard, TaskId task) {
    RedisReply reply = run(delete, shard, task, new RedisArgs().text(task));
    return switch (reply.text(0)) {
      case "deleted" -> new DeleteReply.Deleted();
      case "active" -> new DeleteReply.Active(RunStatus.ofWire(reply.text(1)));
      case "unknown" -> new DeleteReply.Unknown();
      default -> throw RunReplies.unexpected(delete, reply.text(0));
    };
  }

  private RedisReply run(Script script, Shard shard, TaskId task, RedisArgs args) {
    return RedisReply.of(shards.run(script, shard, task.value(), args));
  }

  /** Arguments of {@code tasks.lua} for a page. */
  static RedisArgs args(TaskQuery query, boolean payloads) {
    TaskPlace after = query.after();
    return new RedisArgs()
        .text("")
        .number(query.max())
        .flag(payloads)
        .text(after == null ? null : after.at())
        .text(after == null ? null : after.task())
        .text(
            query.statuses().isEmpty()
                ? ""
                : query.statuses().stream()
                    .map(RunStatus::wire)
                    .collect(Collectors.joining(" ", " ", " ")))
        .text(query.service())
        .text(query.session())
        .number(query.look());
  }
}
