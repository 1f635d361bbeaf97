package org.llamadeploy4j.serviceruntime;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.CancelReply;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.DeliverRequest;
import org.llamadeploy4j.messaging.FireReply;
import org.llamadeploy4j.messaging.ParkRequest;
import org.llamadeploy4j.messaging.PublishReply;
import org.llamadeploy4j.messaging.PublishRequest;
import org.llamadeploy4j.messaging.RetryReply;
import org.llamadeploy4j.messaging.RetryRequest;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * What the store has answered, in the order in which it did, and what follows from that: whose
 * writes may be accepted, what must be known again when it is repeated, when runs may be taken
 * over, and which promises a loss excuses.
 *
 * <p>Over 300 lines: the answers follow from each other, and a loss undoes some of all of them.
 */
final class SimLedger {
  private static final long TERM = SimRuntime.TIMES.lease().toNanos();
  private static final long MILLI = 1_000_000; // in which the store counts

  private final SimTime time;
  private final InstantSource wall;
  private final boolean steadyClock;
  private final Consumer<String> findings;
  private final Map<TaskId, RunClaim> owners = new HashMap<>();
  private final Map<RuntimeId, Long> renewed = new HashMap<>();
  private final Map<RuntimeId, String> lastClaims = new HashMap<>();
  private final Map<String, List<TaskId>> claims = new HashMap<>();
  private final Map<TaskId, String> lastWrites = new HashMap<>();
  private final Map<TaskId, VersionId> versions = new HashMap<>();
  private final Map<TaskId, Instant> starts = new HashMap<>();
  private final Map<String, Long> accepted = new HashMap<>();
  private final Map<TaskId, List<byte[]>> journals = new HashMap<>();
  private final Map<String, Long> promised = new HashMap<>();
  private final Set<String> excused = new HashSet<>();
  private final Set<String> everLost = new HashSet<>();
  private long operations;
  private long saved;
  private long graceUntil;
  private boolean reborn;
  private boolean lossy;

  /**
   * Nothing has happened.
   *
   * @param wall the store's time, where its clock does not jump
   * @param steadyClock whether the store's clock does not jump
   */
  SimLedger(SimTime time, InstantSource wall, boolean steadyClock, Consumer<String> findings) {
    this.time = time;
    this.wall = wall;
    this.steadyClock = steadyClock;
    this.findings = findings;
  }

  private void operation() {
    operations++;
    if (reborn) {
      reborn = false;
      graceUntil = time.now() + TERM;
    }
  }

  List<ClaimedRun> claimed(ClaimRequest request, List<ClaimedRun> runs) {
    operation();
    renewed.put(request.runtime(), time.now());
    List<TaskId> tasks = runs.stream().map(run -> run.claim().task()).toList();
    boolean known =
        request.operationId().equals(lastClaims.put(request.runtime(), request.operationId()));
    for (TaskId task :
        known ? claims.getOrDefault(request.operationId(), List.of()) : List.<TaskId>of()) {
      RunClaim owner = owners.get(task);
      if (owner != null && owner.token().equals(request.operationId()) && !tasks.contains(task)) {
        findings.accept(
            "forgotten: the repeated claim " + request.operationId() + " lacks " + task);
      }
    }
    claims.putIfAbsent(request.operationId(), tasks);
    for (ClaimedRun run : runs) {
      TaskId task = run.claim().task();
      owners.put(task, run.claim());
      Instant start = starts.get(task);
      if (start != null && steadyClock && wall.instant().isBefore(start)) {
        findings.accept("too early: " + task + " was claimed and starts at " + start);
      }
      VersionId before = versions.putIfAbsent(task, request.version());
      if (before != null && !before.equals(request.version())) {
        findings.accept("version: " + task + " began on " + before + " and went to another");
      }
    }
    return runs;
  }

  CommitReply written(CommitRequest request, boolean last, CommitReply reply) {
    operation();
    RunClaim claim = request.claim();
    if (write("a commit", claim, request.operationId(), reply)) {
      journals.computeIfAbsent(claim.task(), key -> new ArrayList<>()).addAll(request.ticks());
    }
    if (last && reply instanceof CommitReply.Committed) {
      owners.remove(claim.task(), claim);
    }
    return reply;
  }

  CommitReply parked(ParkRequest request, CommitReply reply) {
    operation();
    write("a parking", request.claim(), request.operationId(), reply);
    if (reply instanceof CommitReply.Committed) {
      owners.remove(request.claim().task(), request.claim());
    }
    return reply;
  }

  /** Returns whether it was accepted for the first time. */
  private boolean write(String what, RunClaim claim, String id, CommitReply reply) {
    String operation = claim.task() + " " + id; // those of one claim share a token
    boolean repeated = accepted.containsKey(operation);
    boolean owner = claim.equals(owners.get(claim.task()));
    return switch (reply) {
      case CommitReply.Committed _ -> {
        if (!repeated && !owner) {
          findings.accept("stale write: " + what + " under " + claim + " was accepted");
        }
        accepted.putIfAbsent(operation, operations);
        lastWrites.put(claim.task(), operation);
        yield !repeated;
      }
      case CommitReply.Fenced(String why) -> {
        if (repeated && operation.equals(lastWrites.get(claim.task()))) {
          findings.accept("forgotten: " + operation + " was accepted and is refused now: " + why);
        }
        yield false;
      }
      case CommitReply.InboxChanged _, CommitReply.StateChanged _, CommitReply.CancelRequested _ ->
          false;
    };
  }

  PublishReply published(PublishRequest request, PublishReply reply) {
    operation();
    if (reply == PublishReply.STORED
        && !request.claim().equals(owners.get(request.claim().task()))) {
      findings.accept("stale write: a publish under " + request.claim() + " was accepted");
    }
    return reply;
  }

  void renewed(RuntimeId runtime) {
    operation();
    renewed.put(runtime, time.now());
  }

  FireReply fired(FireReply reply) {
    operation();
    return reply;
  }

  /** A runtime gives back what it has. */
  List<TaskId> released(List<TaskId> tasks) {
    operation();
    tasks.forEach(owners::remove);
    return tasks;
  }

  List<TaskId> takenOver(List<TaskId> tasks) {
    operation();
    if (!tasks.isEmpty() && steadyClock && time.now() < graceUntil - MILLI) {
      findings.accept("too early: " + tasks + " were taken over in the term after a restart");
    }
    for (TaskId task : tasks) {
      RunClaim owner = owners.remove(task);
      long since = owner == null ? TERM : time.now() - renewed.getOrDefault(owner.runtime(), 0L);
      if (steadyClock && since < TERM - MILLI) {
        findings.accept("too early: " + task + " was taken from " + owner);
      }
    }
    return tasks;
  }

  // ---- promises

  SubmitReply submitted(SubmitRequest request, SubmitReply reply) {
    operation();
    if (reply instanceof SubmitReply.Accepted) {
      promise(request.task().value());
      if (request.startAt() != null) {
        starts.put(request.task(), request.startAt());
      }
    }
    return reply;
  }

  DeliverReply delivered(DeliverRequest request, DeliverReply reply) {
    operation();
    if (reply == DeliverReply.ACCEPTED) {
      promise(request.task() + " " + request.eventId());
    }
    return reply;
  }

  CancelReply cancelled(CancelReply reply) {
    operation();
    return reply;
  }

  /** A run that begins anew has no journal, no version, and none of the events that it had. */
  RetryReply retried(RetryRequest request, RetryReply reply) {
    operation();
    String operation = request.task() + " " + request.operationId();
    if (reply instanceof RetryReply.Accepted && !accepted.containsKey(operation)) {
      accepted.put(operation, operations);
      journals.remove(request.task());
      starts.remove(request.task());
      versions.remove(request.task());
      promised.keySet().removeIf(what -> what.startsWith(request.task() + " "));
    }
    return reply;
  }

  private void promise(String what) {
    if (excused.remove(what)) {
      promised.remove(what);
    }
    promised.putIfAbsent(what, operations);
  }

  /** Whether it was accepted. */
  boolean promised(String what) {
    return promised.containsKey(what);
  }

  /** Whether the store has lost it since it was accepted, as its level allows. */
  boolean excused(String what) {
    return excused.contains(what);
  }

  /** Whether the store has lost it at some time, even if it was accepted anew. */
  boolean wasLost(String what) {
    return everLost.contains(what);
  }

  /** Whether the store has lost anything. */
  boolean lossy() {
    return lossy;
  }

  /** The ticks of all commits that were accepted, in their order. */
  List<byte[]> journal(TaskId task) {
    return journals.getOrDefault(task, List.of());
  }

  /** Who may write a run; null: nobody. */
  @Nullable RunClaim owner(TaskId task) {
    return owners.get(task);
  }

  /** What is accepted up to now survives. */
  void saved() {
    saved = operations;
  }

  /**
   * The store's life ended: all claims are void, and what was not saved did not happen.
   *
   * @return whether that is anything
   */
  boolean crashed() {
    owners.clear();
    lastClaims.clear();
    lastWrites.clear();
    versions.clear();
    reborn = true;
    accepted.values().removeIf(operation -> operation > saved);
    promised.forEach((what, operation) -> {
      if (operation > saved) {
        excused.add(what);
        everLost.add(what);
      }
    });
    boolean lost = operations > saved;
    lossy |= lost;
    return lost;
  }
}
