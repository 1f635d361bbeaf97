package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.ParkRequest;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.StoredEnd;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.Parking;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one claimed run to the store, and remembers what the store was last told. Owned by whoever
 * has the run's permit to write, see {@link DrivenRun}.
 */
final class RunWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);
  private static final Duration RETRY = Duration.ofMillis(50);
  private static final int MAX_REFUSALS = 3;

  /** Of what is streamed; the store says it of what is committed. */
  static final String TOO_LARGE =
      "the run would hold more than it may with what its steps stream; let them stream less, or raise"
          + " the limit run-megabytes of the runtimes";

  private final RunClaim claim;
  private final boolean inSession;
  private final RunStore store;
  private final ShardLease lease;
  private final RunStarter.Shared with;
  private final RunStream stream;

  /** Set before the driver starts. */
  private @Nullable SharedSession shared;

  private long operations;
  private int journalLength;
  private int handedOver;
  private boolean cancelRequested;

  /**
   * A writer of a run that was just claimed.
   *
   * @param with what the run has in common with others of its version
   * @param stream what steps stream; every write comes after what was streamed before it
   */
  RunWriter(
      ClaimedRun run, RunStore store, ShardLease lease, RunStarter.Shared with, RunStream stream) {
    this.claim = run.claim();
    this.inSession = run.session() != null;
    this.store = store;
    this.lease = lease;
    this.with = with;
    this.stream = stream;
    this.journalLength = run.journalLength();
    this.handedOver = run.inbox().size();
  }

  /** Says that the run shares its session. Before its driver is made. */
  void shares(SharedSession session) {
    shared = session;
  }

  CommitResult commit(Commit commit) throws InterruptedException {
    return result(commit, send(request(commit), commit.outcome()));
  }

  /**
   * Asks for new inbox entries by an empty commit, which also says whether the run waits. Sends
   * again what was streamed and has not arrived.
   */
  CommitResult look(boolean waiting) {
    stream.resend();
    CommitRequest nothing =
        new CommitRequest(claim, nextOperation(), journalLength, List.of(), List.of(), 0, waiting);
    return switch (store.commit(nothing)) {
      case CommitReply.Committed(List<byte[]> arrived, boolean cancel) -> {
        cancelRequested |= cancel;
        yield committed(arrived, 0);
      }
      case CommitReply.InboxChanged _, CommitReply.StateChanged _, CommitReply.CancelRequested _ ->
          throw new IllegalStateException("nothing was ended");
      case CommitReply.Fenced(String reason) -> new CommitResult.Fenced(reason);
    };
  }

  /**
   * Lets go of the run. It stays while an entry of its inbox is on its way to the driver: nobody
   * would come back for that entry. A store that refuses again and again leaves the run as it is.
   */
  CommitResult park(Parking parking) throws InterruptedException {
    if (handedOver > 0) {
      return new CommitResult.InboxChanged(List.of());
    }
    String operation = nextOperation();
    CommitReply reply =
        persist(
            () -> store.park(request(parking, operation)),
            e -> {
              LOG.warn("run {} stays, since it cannot be parked", claim.task(), e);
              return new CommitReply.InboxChanged(List.of());
            });
    return switch (reply) {
      case CommitReply.StateChanged _ -> throw new IllegalStateException("nothing was ended");
      case CommitReply.Committed _ -> CommitResult.Committed.nothingNew();
      case CommitReply.InboxChanged(List<byte[]> arrived) -> {
        handedOver = arrived.size();
        yield new CommitResult.InboxChanged(Translation.fromInbox(arrived));
      }
      case CommitReply.CancelRequested _ -> cancelInstead();
      case CommitReply.Fenced(String reason) -> new CommitResult.Fenced(reason);
    };
  }

  private CommitResult cancelInstead() {
    cancelRequested = true;
    return new CommitResult.CancelRequested(StoredEnd.CANCEL_REASON);
  }

  /** Whether the store has said that the run is to be cancelled. */
  boolean cancelRequested() {
    return cancelRequested;
  }

  private ParkRequest request(Parking parking, String operation) {
    Instant due = parking.due();
    Duration dueIn = due == null ? null : Duration.between(with.timers().clock().instant(), due);
    return new ParkRequest(claim, operation, parking.journalLength(), dueIn, parking.snapshot());
  }

  private CommitRequest request(Commit commit) {
    return new CommitRequest(
        claim,
        nextOperation(),
        commit.journalLengthBefore(),
        commit.ticks(),
        Translation.stored(commit.events()),
        commit.inboxTaken(),
        commit.status() == RunStatus.WAITING,
        commit.progress(),
        commit.snapshot());
  }

  private String nextOperation() {
    return claim.token() + "." + operations++;
  }

  /** A store that refuses again and again ends the run. */
  private CommitReply send(CommitRequest request, @Nullable RunOutcome outcome)
      throws InterruptedException {
    Translation.End end = outcome == null ? null : Translation.end(outcome, inSession);
    return persist(
        () -> end == null ? store.commit(request) : complete(request, end, outcome),
        e -> {
          LOG.error("the store refused a commit of run {}; the run fails", claim.task(), e);
          fail(request.journalLength(), e);
          return new CommitReply.Fenced("the store refused a commit: " + e.getMessage());
        });
  }

  private CommitReply complete(
      CommitRequest request, Translation.End end, @Nullable RunOutcome outcome) {
    CommitReply reply = store.complete(completion(request, end, outcome));
    while (shared != null && reply instanceof CommitReply.StateChanged(byte[] state)) {
      shared.see(state);
      reply = store.complete(completion(request, end, outcome));
    }
    return reply;
  }

  private CompleteRequest completion(
      CommitRequest request, Translation.End end, @Nullable RunOutcome outcome) {
    return shared != null && outcome instanceof RunOutcome.Completed(_, Map<String, byte[]> states)
        ? new CompleteRequest(
            request, end.status(), end.result(), shared.after(states), shared.seen())
        : new CompleteRequest(request, end.status(), end.result(), end.sessionState());
  }

  /**
   * Tries until the store answers or the lease is lost: what became of it then, a renewal tells.
   *
   * @param onRefused asked for an answer when the store refuses again and again
   */
  private CommitReply persist(
      Supplier<CommitReply> write, Function<MessagingException, CommitReply> onRefused)
      throws InterruptedException {
    int refusals = 0;
    while (true) {
      try {
        boolean flushed = stream.flush();
        if (stream.isTooLarge()) {
          throw new MessagingException(TOO_LARGE);
        }
        if (!flushed) {
          throw new MessagingUnavailableException("what was streamed has not arrived", null);
        }
        return write.get();
      } catch (MessagingUnavailableException e) {
        if (!lease.holds(claim)) {
          return new CommitReply.Fenced("the lease was lost while the store did not answer");
        }
        LOG.debug("a write of run {} is tried again: {}", claim.task(), e.getMessage());
      } catch (MessagingException e) {
        if (++refusals == MAX_REFUSALS) {
          return onRefused.apply(e);
        }
      }
      with.machine().sleep(RETRY);
    }
  }

  /**
   * Fails the run where what it streams is refused, since it holds too much: a step that streams
   * for ever never commits.
   *
   * @return whether it was so
   */
  boolean failIfTooLarge() {
    if (!stream.isTooLarge()) {
      return false;
    }
    fail(journalLength, new MessagingException(TOO_LARGE));
    return true;
  }

  /** Stores that the run failed, since its driver has ended without that. */
  void fail(RunFailure failure) {
    LastResort.fail(store, new LastResort.Failing(claim, journalLength, handedOver, failure));
  }

  /** What is refused for good is refused again by whoever claims the run next. */
  private void fail(int ticks, MessagingException cause) {
    String message = "the store refused what the run wrote: " + cause.getMessage();
    RunFailure failure =
        new RunFailure("commit_refused", message, "", cause.getClass().getName(), 0);
    LastResort.fail(store, new LastResort.Failing(claim, ticks, handedOver, failure));
  }

  private CommitResult result(Commit commit, CommitReply reply) {
    return switch (reply) {
      case CommitReply.Committed(List<byte[]> arrived, boolean cancel) -> {
        cancelRequested |= cancel;
        journalLength = commit.journalLengthBefore() + commit.ticks().size();
        yield committed(arrived, commit.inboxTaken());
      }
      case CommitReply.InboxChanged(List<byte[]> arrived) -> {
        List<ExternalEvent> fresh = fresh(arrived, commit.inboxTaken());
        handedOver = commit.inboxTaken() + arrived.size();
        yield new CommitResult.InboxChanged(fresh);
      }
      case CommitReply.StateChanged _ -> throw new IllegalStateException("it shares no session");
      case CommitReply.CancelRequested _ -> cancelInstead();
      case CommitReply.Fenced(String reason) -> new CommitResult.Fenced(reason);
    };
  }

  private CommitResult committed(List<byte[]> arrived, int taken) {
    List<ExternalEvent> fresh = fresh(arrived, taken);
    handedOver = arrived.size();
    return new CommitResult.Committed(fresh);
  }

  /**
   * The entries the driver has not seen yet.
   *
   * @param arrived the inbox beyond the first {@code taken} entries that the driver knew
   */
  private List<ExternalEvent> fresh(List<byte[]> arrived, int taken) {
    int known = Math.min(Math.max(0, handedOver - taken), arrived.size());
    return known == arrived.size()
        ? List.of()
        : Translation.fromInbox(arrived.subList(known, arrived.size()));
  }
}
