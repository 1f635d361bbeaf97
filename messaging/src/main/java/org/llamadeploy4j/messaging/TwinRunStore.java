package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** Runs in memory, by the same rules as the scripts on Redis. State: see {@link TwinShards}. */
final class TwinRunStore implements RunStore {
  private final TwinShards shards;
  private final RunBounds bounds;
  private final TwinClaims claims;
  private final TwinCommits commits;
  private final TwinParking parking;
  private final TwinEndings endings;
  private final TwinDoor door;

  TwinRunStore(TwinShards shards, Retention retention) {
    this(shards, RunBounds.DEFAULT, retention);
  }

  TwinRunStore(TwinShards shards, RunBounds bounds, Retention retention) {
    this.shards = shards;
    this.bounds = bounds;
    this.endings = new TwinEndings(shards, retention);
    this.door = new TwinDoor(shards);
    this.claims = new TwinClaims(shards);
    this.commits = new TwinCommits(shards, endings, bounds);
    this.parking = new TwinParking(shards);
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
    Reservations.Keyed keyed =
        request.key() == null ? null : new Reservations.Keyed(request.task(), request.key());
    if (keyed != null && shard.keyed.containsKey(keyed)) {
      return new SubmitReply.Gone();
    }
    SessionId session = request.session();
    boolean came = request.withSession() && !shard.sessions.containsKey(session);
    SubmitReply refusal =
        door.refusal(shard, request.service(), came ? null : session, request.limits());
    if (refusal != null) {
      return refusal;
    }
    if (session != null) {
      if (came) {
        shard.sessions.put(session, new TwinSession(now, true));
      }
      shard.session(session).runs++;
      TwinDoor.enterSession(shard, request.task(), session, request.limits());
    }
    TwinRun run = new TwinRun(request, now);
    shard.runs.put(run.task, run);
    if (run.start != null) {
      shard.timers.put(run.task, run.start);
      shard.later.merge(run.service, 1L, Long::sum);
    } else {
      TwinDoor.lineUp(shard, run);
    }
    if (keyed != null) {
      shard.keyed.put(keyed, now + Limits.FIRST_LOOK_MILLIS);
    }
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
  public CommitReply park(ParkRequest request) {
    return shards.change(request.claim().shard(), shard -> parking.park(shard, request));
  }

  @Override
  public FireReply fire(Shard of, int max) {
    return shards.change(of, shard -> parking.fire(shard, max));
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
    String named = request.eventId() + " " + request.hash();
    if (run.ids.containsKey(request.eventId())) {
      return request.hash().isEmpty() || run.ids.containsKey(named)
          ? DeliverReply.ACCEPTED
          : DeliverReply.OTHER_EVENT;
    }
    if (run.status.ended() || run.cancelRequested) {
      return DeliverReply.ENDED;
    }
    if (shards.full()
        || run.inbox.size() >= bounds.inboxEvents()
        || run.inboxBytes() + request.event().length > bounds.inboxBytes()) {
      return DeliverReply.INBOX_FULL;
    }
    run.inbox.add(request.event());
    run.accepted++;
    run.ids.put(request.eventId(), run.accepted);
    if (!request.hash().isEmpty()) {
      run.ids.put(named, run.accepted);
    }
    while (run.ids.size() > Limits.EVENT_IDS) {
      run.ids.pollFirstEntry();
    }
    if (run.owner != null) {
      shard.hint(shard.channels.inbox(run.owner), Channels.inboxMessage(shard.shard, run.task));
    } else if (run.status == RunStatus.WAITING) {
      shard.bell(Objects.requireNonNull(TwinParking.comeBack(shard, run.task)));
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
          Map<TaskId, Long> owned = owned(shard, runtime);
          return new RenewReply(generation, owned, cancels(shard, owned));
        });
  }

  private static Map<TaskId, Long> owned(TwinShard shard, RuntimeId runtime) {
    return Map.copyOf(shard.owned.getOrDefault(runtime, new TreeMap<>()));
  }

  private static List<TaskId> cancels(TwinShard shard, Map<TaskId, Long> owned) {
    return shard.cancels.entrySet().stream()
        .filter(wish -> owned.containsKey(wish.getKey()))
        .sorted(Map.Entry.<TaskId, Long>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .toList();
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
    lapsed.forEach(
        runtime -> given.addAll(endings.giveBack(shard, runtime, max - given.size(), true)));
    return given;
  }

  @Override
  public List<TaskId> release(Shard of, RuntimeId runtime, boolean died) {
    return shards.change(
        of,
        shard -> {
          shard.enter(shards.runId(), shards.now());
          return endings.giveBack(shard, runtime, Integer.MAX_VALUE, died);
        });
  }

  @Override
  public Optional<TaskView> task(Shard of, TaskId task) {
    return shards.read(
        of,
        shard ->
            Optional.ofNullable(shard.runs.get(task))
                .map(run -> TwinViews.view(shard, run, shards.now(), true)));
  }

  @Override
  public List<TaskView> tasks(Shard of, int max) {
    return shards.read(
        of, shard -> TwinViews.page(shard, TaskQuery.newest(max), shards.now(), true).tasks());
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
                  .flatMap(version ->
                      Stream.of(shard.pinned(service, version), shard.suspects(service, version)))
                  .flatMap(line -> line.knownTo(shard.reducer).stream())
                  .mapToLong(line -> line.tasks().size())
                  .sum();
          return shard.queue(service).size() + pinned;
        });
  }

  @Override
  public Pace pace(Shard of, ServiceId service) {
    return shards.read(
        of,
        shard -> {
          List<TwinEnded.End> last = shard.ended.last(Limits.PACE_ENDS);
          long now = shards.now();
          long since = last.isEmpty() ? now : last.getLast().at();
          long count =
              last.stream().filter(end -> shard.run(end.task()).service.equals(service)).count();
          return new Pace((int) count, Duration.ofMillis(Math.max(0, now - since)));
        });
  }

  @Override
  public long unfinished(Shard of, VersionId version) {
    return shards.read(of, shard -> shard.unfinished.getOrDefault(version, 0L));
  }
}
