package org.llamadeploy4j.serviceruntime;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.DeliverRequest;
import org.llamadeploy4j.messaging.ParkRequest;
import org.llamadeploy4j.messaging.PublishReply;
import org.llamadeploy4j.messaging.PublishRequest;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Who owns which run, told from what the store answers, in the order in which it does: at any time
 * the writes of the last claimer alone may be accepted, and what was accepted once is accepted when
 * it is repeated.
 */
final class SimLedger {
  private final Consumer<String> findings;
  private final Map<TaskId, RunClaim> owners = new HashMap<>();
  private final Map<String, Long> accepted = new HashMap<>();
  private final Map<String, Long> promised = new HashMap<>();
  private final Set<String> excused = new HashSet<>();
  private final Set<String> everLost = new HashSet<>();
  private long operations;
  private long saved;
  private boolean lossy;

  SimLedger(Consumer<String> findings) {
    this.findings = findings;
  }

  /** How many operations the store has done. */
  long operations() {
    return operations;
  }

  List<ClaimedRun> claimed(List<ClaimedRun> runs) {
    operations++;
    runs.forEach(run -> owners.put(run.claim().task(), run.claim()));
    return runs;
  }

  CommitReply written(CommitRequest request, boolean last, CommitReply reply) {
    write("a commit", request.claim(), request.operationId(), reply);
    if (last && reply instanceof CommitReply.Committed) {
      owners.remove(request.claim().task(), request.claim());
    }
    return reply;
  }

  CommitReply parked(ParkRequest request, CommitReply reply) {
    write("a parking", request.claim(), request.operationId(), reply);
    if (reply instanceof CommitReply.Committed) {
      owners.remove(request.claim().task(), request.claim());
    }
    return reply;
  }

  private void write(String what, RunClaim claim, String operation, CommitReply reply) {
    operations++;
    boolean repeated = accepted.containsKey(operation);
    boolean owner = claim.equals(owners.get(claim.task()));
    switch (reply) {
      case CommitReply.Committed _ -> {
        if (!repeated && !owner) {
          findings.accept("stale write: " + what + " under " + claim + " was accepted");
        }
        accepted.putIfAbsent(operation, operations);
      }
      case CommitReply.Fenced _, CommitReply.InboxChanged _, CommitReply.StateChanged _ -> {}
    }
  }

  PublishReply published(PublishRequest request, PublishReply reply) {
    operations++;
    if (reply == PublishReply.STORED
        && !request.claim().equals(owners.get(request.claim().task()))) {
      findings.accept("stale write: a publish under " + request.claim() + " was accepted");
    }
    return reply;
  }

  List<TaskId> givenBack(List<TaskId> tasks) {
    operations++;
    tasks.forEach(owners::remove);
    return tasks;
  }

  SubmitReply submitted(TaskId task, SubmitReply reply) {
    operations++;
    if (reply instanceof SubmitReply.Accepted) {
      promise(task.value());
    }
    return reply;
  }

  DeliverReply delivered(DeliverRequest request, DeliverReply reply) {
    operations++;
    if (reply == DeliverReply.ACCEPTED) {
      promise(request.task() + " " + request.eventId());
    }
    return reply;
  }

  private void promise(String what) {
    if (excused.remove(what)) {
      promised.remove(what);
    }
    promised.putIfAbsent(what, operations);
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
