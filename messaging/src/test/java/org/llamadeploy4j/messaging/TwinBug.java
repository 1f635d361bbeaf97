package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Mistakes in the rules of the store, each of which a simulation has to find. Long, since each is a
 * class of its own beside its name.
 */
@SuppressWarnings("ImmutableEnumChecker") // stateless functions
public enum TwinBug {
  /** A write is accepted whoever claimed the run since. */
  WRITE_WITHOUT_TOKEN(NoToken::new),
  /** A write is accepted in whatever life of the data set the run was claimed. */
  WRITE_WITHOUT_GENERATION(NoGeneration::new),
  /** A write is accepted whatever the journal holds by now. */
  WRITE_WITHOUT_LENGTH(NoLength::new),
  /** Anybody may add to a run's stream. */
  PUBLISH_UNFENCED(PublishUnfenced::new),
  /** What is streamed again is there twice. */
  PUBLISH_REPEATED(PublishRepeated::new),
  /** A run ends although an event is in its inbox. */
  COMPLETE_WITH_INBOX(CompleteWithInbox::new),
  /** A run is parked although an event is in its inbox. */
  PARK_WITH_INBOX(ParkWithInbox::new),
  /** An event for a parked run does not bring it back. */
  DELIVER_WITHOUT_WAKE(DeliverWithoutWake::new),
  /** An event that is sent again is accepted again. */
  DELIVER_REPEATED(DeliverRepeated::new),
  /** An event for a run that has ended is answered with success. */
  DELIVER_AFTER_END(DeliverAfterEnd::new),
  /** A repeated write is not known again. */
  OPERATION_FORGOTTEN(OperationForgotten::new),
  /** A repeated claim is not known again. */
  CLAIM_FORGOTTEN(ClaimForgotten::new),
  /** A run that was claimed is not bound to its version. */
  CLAIM_WITHOUT_PIN(ClaimWithoutPin::new),
  /** Runs are taken over from whoever has a lease. */
  TAKEOVER_WITHOUT_EXPIRY(TakeoverWithoutExpiry::new),
  /** After the store's restart leases get no other term. */
  RESTART_WITHOUT_GRACE(RestartWithoutGrace::new),
  /** What is taken over is taken from its owner and put nowhere. */
  TAKEOVER_WITHOUT_QUEUE(TakeoverWithoutQueue::new),
  /** The end of a run does not let the next one of its session go on. */
  SESSION_NOT_PASSED_ON(SessionNotPassedOn::new),
  /** A run whose runtime died leaves its session to others. */
  SESSION_FREED_BY_TAKEOVER(SessionFreed::new),
  /** A completed run leaves its session's state as it was. */
  SESSION_STATE_FORGOTTEN(SessionStateForgotten::new),
  /** A timer is taken off before its run is put into the queue. */
  TIMER_DROPPED(TimerDropped::new),
  /** The ticks of a commit are written in the wrong order. */
  TICKS_SWAPPED(TicksSwapped::new),
  /** Where the stream was cut is not noted when the data set began another life. */
  CUT_FORGOTTEN(CutForgotten::new);

  private final BiFunction<RunStore, TwinShards, RunStore> plant;

  TwinBug(BiFunction<RunStore, TwinShards, RunStore> plant) {
    this.plant = plant;
  }

  /** The store with the mistake in it. */
  RunStore in(RunStore correct, TwinShards shards) {
    return plant.apply(correct, shards);
  }

  private static RunClaim owned(RunClaim like, long generation, TwinRun run) {
    return new RunClaim(
        like.shard(),
        like.task(),
        like.runtime(),
        generation,
        run.epoch,
        run.token == null ? "" : run.token);
  }

  private static final class NoToken extends BentStore {
    NoToken(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    RunClaim bend(RunClaim claim, TwinShard shard, TwinRun run) {
      return owned(claim, claim.generation(), run);
    }
  }

  private static final class NoGeneration extends BentStore {
    NoGeneration(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    RunClaim bend(RunClaim claim, TwinShard shard, TwinRun run) {
      shard.enter(shards.runId(), shards.now());
      return new RunClaim(
          claim.shard(),
          claim.task(),
          claim.runtime(),
          shard.generation,
          claim.epoch(),
          claim.token());
    }
  }

  private static final class NoLength extends BentStore {
    NoLength(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    CommitRequest bend(CommitRequest request, TwinShard shard, TwinRun run) {
      return new CommitRequest(
          request.claim(),
          request.operationId(),
          run.journal.size(),
          request.ticks(),
          request.events(),
          Math.min(request.inboxTaken(), run.inbox.size()),
          request.waiting(),
          request.progress());
    }
  }

  private static final class PublishUnfenced extends BentStore {
    PublishUnfenced(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CompletionStage<PublishReply> publish(PublishRequest request) {
      TwinRun run = run(request.claim());
      if (run == null || run.token == null) {
        return target.publish(request);
      }
      long generation = shards.read(request.claim().shard(), shard -> shard.generation);
      RunClaim claim = owned(request.claim(), generation, run);
      return target.publish(new PublishRequest(claim, request.first(), request.events()));
    }
  }

  private static final class PublishRepeated extends BentStore {
    PublishRepeated(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CompletionStage<PublishReply> publish(PublishRequest request) {
      TwinRun run = run(request.claim());
      if (run != null && run.publishedIn == run.epoch && run.published >= request.first()) {
        run.published = request.first() - 1;
      }
      return target.publish(request);
    }
  }

  private static final class CompleteWithInbox extends BentStore {
    CompleteWithInbox(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      CommitRequest commit = request.commit();
      TwinRun run = run(commit.claim());
      int inbox = run == null ? commit.inboxTaken() : run.inbox.size();
      CommitRequest blind =
          new CommitRequest(
              commit.claim(),
              commit.operationId(),
              commit.journalLength(),
              commit.ticks(),
              commit.events(),
              inbox,
              commit.waiting(),
              commit.progress());
      return target.complete(
          new CompleteRequest(
              blind, request.status(), request.result(), request.sessionState(), request.shared()));
    }
  }

  private static final class ParkWithInbox extends BentStore {
    ParkWithInbox(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply park(ParkRequest request) {
      return shards.change(
          request.claim().shard(),
          shard -> {
            TwinRun run = shard.runs.get(request.claim().task());
            List<byte[]> inbox = run == null ? List.of() : List.copyOf(run.inbox);
            if (run != null) {
              run.inbox.clear();
            }
            CommitReply reply = target.park(request);
            if (run != null) {
              run.inbox.addAll(inbox);
            }
            return reply;
          });
    }
  }

  private static final class DeliverWithoutWake extends BentStore {
    DeliverWithoutWake(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public DeliverReply deliver(DeliverRequest request) {
      return shards.change(
          request.shard(),
          shard -> {
            TwinRun run = shard.runs.get(request.task());
            if (run == null || run.owner != null || run.status != RunStatus.WAITING) {
              return target.deliver(request);
            }
            run.owner = new RuntimeId("nobody");
            DeliverReply reply = target.deliver(request);
            run.owner = null;
            return reply;
          });
    }
  }

  private static final class DeliverRepeated extends BentStore {
    DeliverRepeated(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public DeliverReply deliver(DeliverRequest request) {
      shards.change(
          request.shard(),
          shard -> {
            TwinRun run = shard.runs.get(request.task());
            if (run != null) {
              run.ids.clear();
            }
            return true;
          });
      return target.deliver(request);
    }
  }

  private static final class DeliverAfterEnd extends BentStore {
    DeliverAfterEnd(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public DeliverReply deliver(DeliverRequest request) {
      DeliverReply reply = target.deliver(request);
      return reply == DeliverReply.ENDED ? DeliverReply.ACCEPTED : reply;
    }
  }

  private static final class OperationForgotten extends BentStore {
    OperationForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply commit(CommitRequest request) {
      CommitReply reply = target.commit(request);
      forget(request.claim());
      return reply;
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      CommitReply reply = target.complete(request);
      forget(request.commit().claim());
      return reply;
    }

    private void forget(RunClaim claim) {
      TwinRun run = run(claim);
      if (run != null) {
        run.operation = "";
      }
    }
  }

  private static final class ClaimForgotten extends BentStore {
    ClaimForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<ClaimedRun> claim(ClaimRequest request) {
      shards.change(request.shard(), shard -> shard.claims.remove(request.runtime()) == null);
      return target.claim(request);
    }
  }

  private static final class ClaimWithoutPin extends BentStore {
    ClaimWithoutPin(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      List<TaskId> given = target.takeover(of, max);
      return shards.change(
          of,
          shard -> {
            for (TaskId task : given) {
              TwinRun run = shard.run(task);
              shard.queue(run.service, run.version).remove(task);
              run.version = null;
              shard.queue(run.service, null).addFirst(task);
            }
            return given;
          });
    }
  }

  private static final class TakeoverWithoutExpiry extends BentStore {
    TakeoverWithoutExpiry(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      shards.change(
          of,
          shard -> {
            shard.leases.replaceAll((runtime, expiry) -> Math.min(expiry, shards.now()));
            return true;
          });
      return target.takeover(of, max);
    }
  }

  private static final class RestartWithoutGrace extends BentStore {
    RestartWithoutGrace(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      return shards.change(
          of,
          shard -> {
            shard.enter(shards.runId(), shards.now());
            shard.grace = 0;
            shard.seen = shards.now();
            return target.takeover(of, max);
          });
    }
  }

  private static final class TakeoverWithoutQueue extends BentStore {
    TakeoverWithoutQueue(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      List<TaskId> given = target.takeover(of, max);
      return shards.change(
          of,
          shard -> {
            shard.queues.values().forEach(queue -> queue.removeAll(given));
            return given;
          });
    }
  }

  private static final class SessionNotPassedOn extends BentStore {
    SessionNotPassedOn(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      return shards.change(
          request.commit().claim().shard(),
          shard -> {
            Map<TwinSession, List<TaskId>> waiting = new HashMap<>();
            shard.sessions.values().forEach(s -> waiting.put(s, new ArrayList<>(s.waiting)));
            CommitReply reply = target.complete(request);
            waiting.forEach((session, before) -> {
              if (session.waiting.size() < before.size()) {
                TwinRun next = shard.run(before.getFirst());
                shard.queue(next.service, null).remove(next.task);
              }
            });
            return reply;
          });
    }
  }

  private static final class SessionFreed extends BentStore {
    SessionFreed(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<TaskId> takeover(Shard of, int max) {
      List<TaskId> given = target.takeover(of, max);
      return shards.change(
          of,
          shard -> {
            for (TaskId task : given) {
              SessionId session = shard.run(task).session;
              if (session != null) {
                shard.session(session).lock = null;
              }
            }
            return given;
          });
    }
  }

  private static final class SessionStateForgotten extends BentStore {
    SessionStateForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      return target.complete(
          new CompleteRequest(
              request.commit(), request.status(), request.result(), null, request.shared()));
    }
  }

  private static final class TimerDropped extends BentStore {
    TimerDropped(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public RenewReply renew(Shard of, RuntimeId runtime, Duration lease) {
      shards.change(of, shard -> shard.timers.values().removeIf(due -> due <= shards.now()));
      return target.renew(of, runtime, lease);
    }
  }

  private static final class TicksSwapped extends BentStore {
    TicksSwapped(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    CommitRequest bend(CommitRequest request, TwinShard shard, TwinRun run) {
      return new CommitRequest(
          request.claim(),
          request.operationId(),
          request.journalLength(),
          request.ticks().reversed(),
          request.events(),
          request.inboxTaken(),
          request.waiting(),
          request.progress());
    }
  }

  private static final class CutForgotten extends BentStore {
    CutForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public List<ClaimedRun> claim(ClaimRequest request) {
      List<ClaimedRun> claimed = target.claim(request);
      claimed.forEach(run -> {
        TwinRun of = run(run.claim());
        if (of != null) {
          of.cuts.clear();
        }
      });
      return claimed;
    }
  }
}
