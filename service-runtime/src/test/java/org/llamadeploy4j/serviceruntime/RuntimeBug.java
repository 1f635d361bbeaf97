package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.ForwardingStore;
import org.llamadeploy4j.messaging.ParkRequest;
import org.llamadeploy4j.messaging.PublishReply;
import org.llamadeploy4j.messaging.PublishRequest;
import org.llamadeploy4j.messaging.RenewReply;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Mistakes of runtimes, for a simulation to find. Each is made between the runtime's shells and the
 * store: what they do then is what they would do by themselves with that mistake.
 */
@SuppressWarnings("ImmutableEnumChecker") // stateless functions
enum RuntimeBug {
  /** It does not compare the runs that it drives with those that the store says are its own. */
  NO_RECONCILIATION(NoReconciliation::new),
  /** It takes for stored what it has only sent. */
  PUBLISH_NOT_AWAITED(PublishNotAwaited::new),
  /** It takes events out of the inbox that it has not put into the journal. */
  EVENTS_TAKEN_UNREAD(EventsTakenUnread::new),
  /** It parks a run without saying when its next timer is due. */
  PARKED_WITHOUT_TIMER(ParkedWithoutTimer::new),
  /** It trusts its leases for longer than they last. */
  LEASE_TRUSTED_TOO_LONG(LeaseTrustedTooLong::new),
  /** It leaves its session's state as it was. */
  SESSION_STATE_NOT_WRITTEN(SessionStateNotWritten::new);

  private final UnaryOperator<RunStore> plant;

  RuntimeBug(UnaryOperator<RunStore> plant) {
    this.plant = plant;
  }

  /** The store as a runtime with this mistake uses it. */
  RunStore in(RunStore store) {
    return plant.apply(store);
  }

  /** Told by what it writes: each renewal is answered with just the runs that it drives. */
  private static final class NoReconciliation extends ForwardingStore {
    private final Map<TaskId, RunClaim> driven = new HashMap<>();

    NoReconciliation(RunStore target) {
      super(target);
    }

    @Override
    public CommitReply commit(CommitRequest request) {
      driven.put(request.claim().task(), request.claim());
      CommitReply reply = super.commit(request);
      if (reply instanceof CommitReply.Fenced) {
        driven.remove(request.claim().task(), request.claim());
      }
      return reply;
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      return left(request.commit().claim(), super.complete(request));
    }

    @Override
    public CommitReply park(ParkRequest request) {
      return left(request.claim(), super.park(request));
    }

    private CommitReply left(RunClaim claim, CommitReply reply) {
      if (!(reply instanceof CommitReply.InboxChanged)) {
        driven.remove(claim.task(), claim);
      }
      return reply;
    }

    @Override
    public RenewReply renew(Shard shard, RuntimeId runtime, Duration lease) {
      long generation = super.renew(shard, runtime, lease).generation();
      Map<TaskId, Long> epochs = new HashMap<>();
      for (RunClaim claim : driven.values()) {
        epochs.put(claim.task(), claim.epoch());
        generation = Math.min(generation, claim.generation());
      }
      return new RenewReply(generation, epochs);
    }
  }

  private static final class PublishNotAwaited extends ForwardingStore {
    PublishNotAwaited(RunStore target) {
      super(target);
    }

    @Override
    public CompletionStage<PublishReply> publish(PublishRequest request) {
      var _ = super.publish(request);
      return CompletableFuture.completedFuture(PublishReply.STORED);
    }
  }

  private static final class EventsTakenUnread extends ForwardingStore {
    private final Map<TaskId, Integer> arrived = new HashMap<>();

    EventsTakenUnread(RunStore target) {
      super(target);
    }

    @Override
    public CommitReply commit(CommitRequest request) {
      int all = arrived.getOrDefault(request.claim().task(), 0);
      CommitReply reply =
          super.commit(
              new CommitRequest(
                  request.claim(),
                  request.operationId(),
                  request.journalLength(),
                  request.ticks(),
                  request.events(),
                  Math.max(all, request.inboxTaken()),
                  request.waiting(),
                  request.progress()));
      if (reply instanceof CommitReply.Committed(List<byte[]> inbox, boolean _)) {
        arrived.put(request.claim().task(), inbox.size());
      }
      return reply;
    }
  }

  private static final class ParkedWithoutTimer extends ForwardingStore {
    ParkedWithoutTimer(RunStore target) {
      super(target);
    }

    @Override
    public CommitReply park(ParkRequest park) {
      return super.park(
          new ParkRequest(park.claim(), park.operationId(), park.journalLength(), null));
    }
  }

  private static final class LeaseTrustedTooLong extends ForwardingStore {
    private static final Duration SHORT = Duration.ofMillis(1_200);

    LeaseTrustedTooLong(RunStore target) {
      super(target);
    }

    @Override
    public List<ClaimedRun> claim(ClaimRequest claim) {
      return super.claim(
          new ClaimRequest(
              claim.shard(),
              claim.service(),
              claim.version(),
              claim.live(),
              claim.reducer(),
              claim.runtime(),
              SHORT,
              claim.max(),
              claim.operationId()));
    }

    @Override
    public RenewReply renew(Shard shard, RuntimeId runtime, Duration lease) {
      return super.renew(shard, runtime, SHORT);
    }
  }

  private static final class SessionStateNotWritten extends ForwardingStore {
    SessionStateNotWritten(RunStore target) {
      super(target);
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      return super.complete(
          new CompleteRequest(
              request.commit(), request.status(), request.result(), null, request.shared()));
    }
  }
}
