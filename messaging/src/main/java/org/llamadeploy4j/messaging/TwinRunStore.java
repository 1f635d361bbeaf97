package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** Runs in memory, by the same rules as the scripts on Redis. State: see {@link TwinShards}. */
final class TwinRunStore implements RunStore {
  private final TwinShards shards;
  private final TwinClaims claims;
  private final TwinCommits commits;

  TwinRunStore(TwinShards shards, Retention retention) {
    this.shards = shards;
    this.claims = new TwinClaims(shards);
    this.commits = new TwinCommits(shards, retention);
  }

  @Override
  public SubmitReply submit(SubmitRequest request) {
    return shards.change(request.shard(), shard -> submit(shard, request));
  }

  private SubmitReply submit(TwinShard shard, SubmitRequest request) {
    long now = shards.now();
    shard.enter(shards.runId(), now);
    if (shard.runs.containsKey(request.task())) {
      return new SubmitReply.Accepted();
    }
    if (shards.full()) {
      return new SubmitReply.StoreFull(RedisMemory.FULL);
    }
    Deque<TaskId> queue = shard.queue(request.service(), null);
    if (queue.size() >= request.queueLimit()) {
      return new SubmitReply.QueueFull(queue.size());
    }
    if (request.session() != null) {
      TwinSession session = shard.sessions.get(request.session());
      if (session == null) {
        return new SubmitReply.UnknownSession();
      }
      if (session.queued >= request.sessionQueueLimit()) {
        return new SubmitReply.SessionFull(session.queued);
      }
      session.queued++;
    }
    shard.runs.put(request.task(), new TwinRun(request, now));
    if (queue.isEmpty()) {
      shard.bell(request.service());
    }
    queue.addLast(request.task());
    return new SubmitReply.Accepted();
  }

  @Override
  public List<ClaimedRun> claim(ClaimRequest request) {
    return shards.change(request.shard(), shard -> claims.claim(shard, request));
  }

  @Override
  public CommitReply commit(CommitRequest request) {
    return shards.change(request.claim().shard(), shard -> commits.commit(shard, request));
  }

  @Override
  public CommitReply complete(CompleteRequest request) {
    Shard of = request.commit().claim().shard();
    return shards.change(of, shard -> commits.complete(shard, request));
  }

  @Override
  public CompletionStage<PublishReply> publish(PublishRequest request) {
    try {
      return CompletableFuture.completedFuture(
          shards.change(request.claim().shard(), shard -> commits.publish(shard, request)));
    } catch (MessagingUnavailableException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public DeliverReply deliver(DeliverRequest request) {
    return shards.change(request.shard(), shard -> deliver(shard, request));
  }

  private DeliverReply deliver(TwinShard shard, DeliverRequest request) {
    shard.enter(shards.runId(), shards.now());
    TwinRun run = shard.runs.get(request.task());
    if (run == null || (request.session() != null && !request.session().equals(run.session))) {
      return DeliverReply.UNKNOWN;
    }
    if (run.ids.containsKey(request.eventId())) {
      return DeliverReply.ACCEPTED;
    }
    if (run.status.ended()) {
      return DeliverReply.ENDED;
    }
    if (shards.full()
        || run.inbox.size() >= Limits.INBOX_EVENTS
        || run.inboxBytes() + request.event().length > Limits.INBOX_BYTES) {
      return DeliverReply.INBOX_FULL;
    }
    run.inbox.add(request.event());
    run.accepted++;
    run.ids.put(request.eventId(), run.accepted);
    if (run.ids.size() > Limits.EVENT_IDS) {
      run.ids.pollFirstEntry();
    }
    if (run.owner != null) {
      shard.hint(shard.channels.inbox(run.owner), Channels.inboxMessage(shard.shard, run.task));
    }
    return DeliverReply.ACCEPTED;
  }

  @Override
  public RenewReply renew(Shard of, RuntimeId runtime, Duration lease) {
    return shards.change(
        of,
        shard -> {
          long now = shards.now();
          long generation = shard.enter(shards.runId(), now);
          shard.watchClock(now);
          shard.keep(runtime, lease.toMillis(), now);
          return new RenewReply(generation, owned(shard, runtime));
        });
  }

  private static Map<TaskId, Long> owned(TwinShard shard, RuntimeId runtime) {
    return Map.copyOf(shard.owned.getOrDefault(runtime, new TreeMap<>()));
  }

  @Override
  public List<TaskId> takeover(Shard of, int max) {
    return shards.change(of, shard -> takeover(shard, max));
  }

  private List<TaskId> takeover(TwinShard shard, int max) {
    long now = shards.now();
    shard.enter(shards.runId(), now);
    shard.watchClock(now);
    List<TaskId> given = new ArrayList<>();
    if (now < shard.grace) {
      return given;
    }
    List<RuntimeId> lapsed =
        shard.leases.entrySet().stream()
            .filter(lease -> lease.getValue() <= now)
            .sorted(Map.Entry.<RuntimeId, Long>comparingByValue().thenComparing(Map.Entry::getKey))
            .limit(Limits.LAPSED_LEASES)
            .map(Map.Entry::getKey)
            .toList();
    lapsed.forEach(runtime -> given.addAll(shard.giveBack(runtime, max - given.size())));
    return given;
  }

  @Override
  public List<TaskId> release(Shard of, RuntimeId runtime) {
    return shards.change(
        of,
        shard -> {
          shard.enter(shards.runId(), shards.now());
          return shard.giveBack(runtime, Integer.MAX_VALUE);
        });
  }

  @Override
  public Optional<TaskView> task(Shard of, TaskId task) {
    return shards.read(
        of, shard -> Optional.ofNullable(shard.runs.get(task)).map(run -> view(shard, run)));
  }

  @Override
  public List<TaskView> tasks(Shard of, int max) {
    return shards.read(
        of,
        shard ->
            shard.runs.values().stream()
                .sorted(
                    Comparator.<TwinRun>comparingLong(run -> run.at)
                        .thenComparing(run -> run.task)
                        .reversed())
                .limit(max)
                .map(run -> view(shard, run))
                .toList());
  }

  private static TaskView view(TwinShard shard, TwinRun run) {
    return new TaskView(
        run.task,
        run.service,
        run.version,
        run.session,
        run.status,
        run.result,
        run.input,
        Instant.ofEpochMilli(run.at),
        run.status.ended() ? Instant.ofEpochMilli(run.end) : null,
        blockedBy(shard, run));
  }

  private static @Nullable TaskId blockedBy(TwinShard shard, TwinRun run) {
    if (run.session == null || run.status != RunStatus.QUEUED) {
      return null;
    }
    TaskId lock = shard.session(run.session).lock;
    return run.task.equals(lock) ? null : lock;
  }

  @Override
  public EventPage events(Shard of, TaskId task, long from, int max) {
    return shards.read(
        of,
        shard -> {
          TwinRun run = shard.runs.get(task);
          if (run == null) {
            return new EventPage(0, List.of(), true);
          }
          long sequence = run.sequence(from);
          int first = (int) Math.min(sequence, run.events.size());
          int last = (int) Math.min((long) first + max, run.events.size());
          return new EventPage(
              EventPage.position(run.generation, sequence),
              run.events.subList(first, last),
              run.status.ended());
        });
  }

  @Override
  public long queued(Shard of, ServiceId service) {
    return shards.read(
        of,
        shard -> {
          long pinned =
              shard.unfinished.keySet().stream()
                  .mapToLong(version -> shard.queue(service, version).size())
                  .sum();
          return shard.queue(service, null).size() + pinned;
        });
  }

  @Override
  public long unfinished(Shard of, VersionId version) {
    return shards.read(of, shard -> shard.unfinished.getOrDefault(version, 0L));
  }
}
