package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** What the scripts of {@link RedisRunStore} answer, read into our types. Stateless. */
final class RunReplies {
  private RunReplies() {}

  static ClaimedRun claimedRun(ClaimRequest request, long generation, RedisReply run) {
    RunClaim claim =
        new RunClaim(
            request.shard(),
            new TaskId(run.text(0)),
            request.runtime(),
            generation,
            run.number(1),
            request.operationId());
    String replyTo = run.textOrNull(7);
    return new ClaimedRun(
        claim,
        request.service(),
        run.idOrNull(2, SessionId::new),
        run.bytes(3),
        run.bytesOrNull(4),
        run.bytesList(5),
        run.bytesList(6),
        replyTo == null ? "" : replyTo,
        run.textOrNull(8) != null,
        (int) run.number(9));
  }

  static CommitReply committed(Script script, RedisReply reply) {
    return switch (reply.text(0)) {
      case "committed" -> new CommitReply.Committed(reply.bytesList(1), false);
      case "cancel_requested" -> new CommitReply.CancelRequested();
      case "inbox_changed" -> new CommitReply.InboxChanged(reply.bytesList(1));
      case "state_changed" ->
          new CommitReply.StateChanged(reply.list(1).size() == 0 ? null : reply.list(1).bytes(0));
      case "fenced" -> new CommitReply.Fenced(reply.text(1));
      default -> throw unexpected(script, reply.text(0));
    };
  }

  /** The same of a run that goes on, unless it is to be cancelled. */
  static CommitReply wentOn(Script script, RedisReply reply) {
    CommitReply committed = committed(script, reply);
    return committed instanceof CommitReply.Committed(List<byte[]> arrived, _)
        ? new CommitReply.Committed(arrived, reply.number(2) == 1)
        : committed;
  }

  static FireReply fired(@Nullable Object reply) {
    RedisReply items = RedisReply.of(reply);
    long next = items.number(0);
    return new FireReply(
        taskIds(items.items().subList(1, items.size())), next < 0 ? null : Duration.ofMillis(next));
  }

  static long count(@Nullable Object reply) {
    return (Long) Objects.requireNonNull(reply);
  }

  static List<TaskId> taskIds(@Nullable Object reply) {
    return RedisReply.of(reply)
        .each(item -> new TaskId(new String((byte[]) item, StandardCharsets.UTF_8)));
  }

  static TaskPage page(@Nullable Object reply) {
    RedisReply page = RedisReply.of(reply);
    return new TaskPage(
        page.list(0).each(item -> view(RedisReply.of(item))),
        page.size() == 1 ? null : new TaskPlace(page.number(1), new TaskId(page.text(2))));
  }

  private static TaskView view(RedisReply run) {
    return new TaskView(
        new TaskId(run.text(0)),
        new ServiceId(run.text(1)),
        run.idOrNull(2, VersionId::new),
        run.idOrNull(3, SessionId::new),
        RunStatus.ofWire(run.text(4)),
        run.bytesOrNull(5),
        run.bytesOrNull(6),
        Instant.ofEpochMilli(run.number(7)),
        run.idOrNull(8, RunReplies::instant),
        run.idOrNull(9, TaskId::new),
        run.idOrNull(10, RunReplies::instant),
        run.idOrNull(11, RuntimeId::new),
        run.textOrNull(12) == null ? 1 : (int) run.number(12),
        run.textOrNull(13) != null,
        run.idOrNull(14, RunReplies::instant),
        run.textOrNull(15) == null ? 0 : (int) run.number(15));
  }

  /** Why a task may not enter its queue or its session. */
  static SubmitReply refusal(Script script, RedisReply reply) {
    return switch (reply.text(0)) {
      case "closed" -> new SubmitReply.Closed();
      case "queue_full" -> new SubmitReply.QueueFull(reply.number(1));
      case "session_full" ->
          new SubmitReply.SessionFull(reply.number(1), Duration.ofMillis(reply.number(2)));
      case "unknown_session" -> new SubmitReply.UnknownSession();
      case "session_busy" -> new SubmitReply.SessionBusy(reply.idOrNull(1, TaskId::new));
      case "store_full" -> new SubmitReply.StoreFull(RedisMemory.FULL);
      default -> throw unexpected(script, reply.text(0));
    };
  }

  private static Instant instant(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }

  static MessagingException unexpected(Script script, String word) {
    return new MessagingException("script " + script.name() + " answered " + word);
  }
}
