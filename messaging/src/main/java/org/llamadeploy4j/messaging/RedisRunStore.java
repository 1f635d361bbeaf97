package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * Runs on Redis: each method is one script, whose head says what its arguments are. Holds no state;
 * calls of one run share a connection, so they take effect in the order they were made.
 *
 * <p>Over 300 lines: a method for each script, with the order of its arguments.
 */
final class RedisRunStore implements RunStore {
  private final RedisShards shards;
  private final RunBounds bounds;
  private final Retention retention;
  private final BooleanSupplier full;
  private final LocalReplies replies;
  private final Script submit;
  private final Script claim;
  private final Script commit;
  private final Script publish;
  private final Script complete;
  private final Script park;
  private final Script fire;
  private final Script deliver;
  private final Script renew;
  private final Script takeover;
  private final Script release;
  private final Script tasks;
  private final Script events;
  private final Script queued;
  private final Script pace;
  private final Script unfinished;

  /**
   * Loads the scripts from the class path.
   *
   * @param bounds how much one run may hold
   * @param full whether the server has no room for new work, as last heard
   * @param replies who in this process waits for the ends of runs
   */
  RedisRunStore(
      RedisShards shards,
      RunBounds bounds,
      Retention retention,
      BooleanSupplier full,
      LocalReplies replies) {
    this.shards = shards;
    this.bounds = bounds;
    this.retention = retention;
    this.full = full;
    this.replies = replies;
    submit = shards.script("submit");
    claim = shards.script("claim");
    commit = shards.script("commit");
    publish = shards.script("publish");
    complete = shards.script("complete");
    park = shards.script("park");
    fire = shards.script("fire");
    deliver = shards.script("deliver");
    renew = shards.script("renew");
    takeover = shards.script("takeover");
    release = shards.script("release");
    tasks = shards.script("tasks");
    events = shards.script("events");
    queued = shards.script("queued");
    pace = shards.script("pace");
    unfinished = shards.script("unfinished");
  }

  @Override
  public SubmitReply submit(SubmitRequest request) {
    RedisArgs args =
        new RedisArgs()
            .text(request.task())
            .text(request.service())
            .text(request.session())
            .bytes(request.input())
            .number(request.limits().service())
            .number(request.limits().session())
            .text(request.replyTo())
            .flag(full.getAsBoolean())
            .text(request.key())
            .number(Limits.FIRST_LOOK_MILLIS)
            .text(request.limits().sessionPolicy().word())
            .text(request.startAt() == null ? null : request.startAt().toEpochMilli())
            .flag(request.withSession());
    RedisReply reply =
        RedisReply.of(shards.run(submit, request.shard(), lane(request.task()), args));
    return switch (reply.text(0)) {
      case "accepted" -> new SubmitReply.Accepted();
      case "gone" -> new SubmitReply.Gone();
      default -> RunReplies.refusal(submit, reply);
    };
  }

  @Override
  public List<ClaimedRun> claim(ClaimRequest request) {
    RedisArgs args =
        new RedisArgs()
            .text(request.service())
            .text(request.version())
            .flag(request.live())
            .text(request.runtime())
            .millis(request.lease())
            .number(request.max())
            .text(request.operationId())
            .number(request.reducer());
    RedisReply reply = RedisReply.of(shards.run(claim, request.shard(), RedisScripts.CLAIMS, args));
    long generation = reply.number(0);
    return reply.items().stream()
        .skip(1)
        .map(run -> RunReplies.claimedRun(request, generation, RedisReply.of(run)))
        .toList();
  }

  @Override
  public CommitReply commit(CommitRequest request) {
    RedisArgs args =
        head(request)
            .text((request.waiting() ? RunStatus.WAITING : RunStatus.RUNNING).wire())
            .flag(request.progress())
            .number(bounds.bytes())
            .all(request.ticks())
            .all(request.events());
    RunClaim claim = request.claim();
    RedisReply reply = RedisReply.of(shards.run(commit, claim.shard(), lane(claim.task()), args));
    if (reply.text(0).equals("too_large")) {
      throw new MessagingException(bounds.tooLarge());
    }
    return RunReplies.wentOn(commit, reply);
  }

  @Override
  public CommitReply complete(CompleteRequest request) {
    RunClaim claim = request.commit().claim();
    byte[] state = request.sessionState();
    String here = replies.replyTo();
    RedisArgs args =
        head(request.commit())
            .text(request.status().wire())
            .bytes(request.result())
            .flag(state != null)
            .bytes(state == null ? new byte[0] : state)
            .retention(retention)
            .number(Channels.INLINE_RESULT_BYTES)
            .text(here)
            .text(request.shared() == null ? "" : request.shared().sha1())
            .all(request.commit().ticks())
            .all(request.commit().events());
    RedisReply reply = RedisReply.of(shards.run(complete, claim.shard(), lane(claim.task()), args));
    CommitReply committed = RunReplies.committed(complete, reply);
    if (committed instanceof CommitReply.Committed && reply.number(2) == 1) {
      replies.tell(here, new Signals.EndedRun(claim.task(), request.status(), request.result()));
    }
    return committed;
  }

  private static RedisArgs head(CommitRequest request) {
    return head(request.claim())
        .text(request.operationId())
        .number(request.journalLength())
        .number(request.ticks().size())
        .number(request.events().size())
        .number(request.inboxTaken());
  }

  private static RedisArgs head(RunClaim claim) {
    return new RedisArgs()
        .text(claim.task())
        .number(claim.generation())
        .number(claim.epoch())
        .text(claim.token());
  }

  @Override
  public CompletionStage<PublishReply> publish(PublishRequest request) {
    RunClaim claim = request.claim();
    RedisArgs args =
        head(claim).number(request.first()).number(bounds.bytes()).all(request.events());
    return shards
        .start(publish, claim.shard(), lane(claim.task()), args)
        .thenApply(this::published);
  }

  private PublishReply published(@Nullable Object reply) {
    String word = RedisReply.word(reply);
    return switch (word) {
      case "stored" -> PublishReply.STORED;
      case "gap" -> PublishReply.GAP;
      case "fenced" -> PublishReply.FENCED;
      case "too_large" -> PublishReply.TOO_LARGE;
      default -> throw RunReplies.unexpected(publish, word);
    };
  }

  @Override
  public CommitReply park(ParkRequest request) {
    RunClaim claim = request.claim();
    RedisArgs args =
        head(claim)
            .text(request.operationId())
            .number(request.journalLength())
            .text(request.dueIn() == null ? null : request.dueIn().toMillis());
    return RunReplies.committed(
        park, RedisReply.of(shards.run(park, claim.shard(), lane(claim.task()), args)));
  }

  @Override
  public FireReply fire(Shard shard, int max) {
    return RunReplies.fired(
        shards.run(fire, shard, RedisScripts.AHEAD, new RedisArgs().number(max)));
  }

  @Override
  public DeliverReply deliver(DeliverRequest request) {
    RedisArgs args =
        new RedisArgs()
            .text(request.task())
            .text(request.session())
            .text(request.eventId())
            .bytes(request.event())
            .flag(full.getAsBoolean())
            .number(bounds.inboxEvents())
            .number(bounds.inboxBytes())
            .number(Limits.EVENT_IDS)
            .text(request.hash());
    String reply =
        RedisReply.word(shards.run(deliver, request.shard(), lane(request.task()), args));
    return switch (reply) {
      case "accepted" -> DeliverReply.ACCEPTED;
      case "other_event" -> DeliverReply.OTHER_EVENT;
      case "ended" -> DeliverReply.ENDED;
      case "unknown" -> DeliverReply.UNKNOWN;
      case "inbox_full" -> DeliverReply.INBOX_FULL;
      default -> throw RunReplies.unexpected(deliver, reply);
    };
  }

  @Override
  public RenewReply renew(Shard shard, RuntimeId runtime, Duration lease) {
    RedisArgs args = new RedisArgs().text(runtime).millis(lease);
    RedisReply reply = RedisReply.of(shards.run(renew, shard, RedisScripts.AHEAD, args));
    RedisReply pairs = reply.list(1);
    Map<TaskId, Long> owned = new HashMap<>();
    for (int at = 0; at < pairs.size(); at += 2) {
      owned.put(new TaskId(pairs.text(at)), pairs.number(at + 1));
    }
    return new RenewReply(reply.number(0), owned, RunReplies.taskIds(reply.list(2).items()));
  }

  @Override
  public List<TaskId> takeover(Shard shard, int max) {
    return RunReplies.taskIds(
        shards.run(takeover, shard, RedisScripts.AHEAD, ends(new RedisArgs().number(max))));
  }

  @Override
  public List<TaskId> release(Shard shard, RuntimeId runtime, boolean died) {
    RedisArgs args = ends(new RedisArgs().text(runtime)).flag(died);
    return RunReplies.taskIds(shards.run(release, shard, RedisScripts.AHEAD, args));
  }

  /** How runs end that were to be cancelled when their owner left, or are poisoned. */
  private RedisArgs ends(RedisArgs args) {
    return args.end(StoredEnd.CANCELLED).retention(retention).end(StoredEnd.POISONED);
  }

  @Override
  public Optional<TaskView> task(Shard shard, TaskId task) {
    RedisArgs args = new RedisArgs().text(task).number(1).flag(true);
    return RunReplies.page(shards.run(tasks, shard, lane(task), args)).tasks().stream().findFirst();
  }

  @Override
  public List<TaskView> tasks(Shard shard, int max) {
    RedisArgs args = RedisRunControl.args(TaskQuery.newest(max), true);
    return RunReplies.page(shards.run(tasks, shard, shard.tag(), args)).tasks();
  }

  @Override
  public EventPage events(Shard shard, TaskId task, long from, int max) {
    RedisArgs args = new RedisArgs().text(task).number(from).number(max);
    RedisReply reply = RedisReply.of(shards.run(events, shard, lane(task), args));
    return new EventPage(reply.number(0), reply.bytesList(2), reply.number(1) == 1);
  }

  @Override
  public long queued(Shard shard, ServiceId service) {
    return RunReplies.count(shards.run(queued, shard, shard.tag(), new RedisArgs().text(service)));
  }

  @Override
  public Pace pace(Shard shard, ServiceId service) {
    RedisArgs args = new RedisArgs().text(service).number(Limits.PACE_ENDS);
    RedisReply reply = RedisReply.of(shards.run(pace, shard, shard.tag(), args));
    return new Pace((int) reply.number(0), Duration.ofMillis(reply.number(1)));
  }

  @Override
  public long unfinished(Shard shard, VersionId version) {
    return RunReplies.count(
        shards.run(unfinished, shard, shard.tag(), new RedisArgs().text(version)));
  }

  private static String lane(TaskId task) {
    return task.value();
  }
}
