package org.llamadeploy4j.serviceruntime;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claimed run: the log its driver commits to, and the host's hold on it.
 *
 * <p>What the store was last told is owned by whoever has the one permit of {@code writer}: the
 * driver while it commits, or {@link #look}. It is a permit and not a lock because it is kept
 * during a call of the store, which must see one write of a run at a time.
 */
final class DrivenRun implements RunLog {
  private static final Logger LOG = LoggerFactory.getLogger(DrivenRun.class);
  private static final long RETRY_MILLIS = 50;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
  private static final int MAX_REFUSALS = 3;

  private final RunClaim claim;
  private final boolean inSession;
  private final RunStore store;
  private final ShardLease lease;
  private final Slots.Slot slot;
  private final WatchedRuns watched;
  private final Consumer<DrivenRun> onLookMissed;
  private final Semaphore writer = new Semaphore(1);

  private volatile @Nullable RunHandle driver;
  private volatile @Nullable String abandoned;
  private volatile boolean lookWanted;
  private volatile boolean waiting;

  // Owned by the holder of the writer's permit.
  private final RunStream stream;
  private long operations;
  private int journalLength;
  private int handedOver;

  /**
   * A run that was just claimed.
   *
   * @param watched which runs somebody reads along with
   * @param onLookMissed called when the inbox should be looked at again; must not block
   */
  DrivenRun(
      ClaimedRun run,
      RunStore store,
      ShardLease lease,
      Slots.Slot slot,
      WatchedRuns watched,
      Consumer<DrivenRun> onLookMissed) {
    this.claim = run.claim();
    this.inSession = run.session() != null;
    this.store = store;
    this.lease = lease;
    this.slot = slot;
    this.watched = watched;
    this.onLookMissed = onLookMissed;
    this.stream = new RunStream(claim, store, new StreamHost());
    this.journalLength = run.journal().size();
    this.handedOver = run.inbox().size();
  }

  RunClaim claim() {
    return claim;
  }

  ShardLease lease() {
    return lease;
  }

  /** Whether every step of it waits. */
  boolean waiting() {
    return waiting;
  }

  /** Gives the run its driver. Once. */
  void drivenBy(RunHandle handle) {
    driver = handle;
    String reason = abandoned;
    if (reason != null) {
      handle.abandon(reason);
    }
  }

  /** Stops the driver, or keeps the one to come from starting. Does not block. */
  void abandon(String reason) {
    abandoned = reason;
    RunHandle handle = driver;
    if (handle != null) {
      handle.abandon(reason);
    }
  }

  /** Frees what the run occupies. Idempotent. */
  void leave() {
    slot.leave();
    lease.ended(claim);
  }

  @Override
  public boolean mayRun() {
    return lease.mayRun();
  }

  @Override
  public boolean wantsProgress() {
    return watched.contains(claim.task());
  }

  @Override
  public CommitResult commit(Commit commit) throws InterruptedException {
    writer.acquire();
    try {
      return result(commit, send(request(commit), commit.outcome()));
    } finally {
      writer.release();
      if (lookWanted) {
        onLookMissed.accept(this);
      }
    }
  }

  private CommitRequest request(Commit commit) {
    return new CommitRequest(
        claim,
        nextOperation(),
        commit.journalLengthBefore(),
        commit.ticks(),
        Translation.stored(commit.events()),
        commit.inboxTaken(),
        commit.status() == RunStatus.WAITING);
  }

  private String nextOperation() {
    return claim.token() + "." + operations++;
  }

  /**
   * Tries until the store answers or the lease is lost: what became of it then, a renewal tells. A
   * store that refuses again and again ends the run.
   */
  private CommitReply send(CommitRequest request, @Nullable RunOutcome outcome)
      throws InterruptedException {
    Translation.End end = outcome == null ? null : Translation.end(outcome, inSession);
    int refusals = 0;
    while (true) {
      try {
        if (!stream.flush()) { // what was streamed before comes before it
          throw new MessagingUnavailableException("what was streamed has not arrived", null);
        }
        return end == null
            ? store.commit(request)
            : store.complete(
                new CompleteRequest(request, end.status(), end.result(), end.sessionState()));
      } catch (MessagingUnavailableException e) {
        if (!lease.holds(claim)) {
          return new CommitReply.Fenced("the lease was lost while the store did not answer");
        }
        LOG.debug("commit of run {} is tried again: {}", claim.task(), e.getMessage());
      } catch (MessagingException e) {
        if (++refusals == MAX_REFUSALS) {
          LOG.error("the store refused a commit of run {}; the run fails", claim.task(), e);
          fail(request.journalLength(), e);
          return new CommitReply.Fenced("the store refused a commit: " + e.getMessage());
        }
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  /** Stores that the run failed, since its driver has ended without that. Blocks for some calls. */
  void fail(RunFailure failure) {
    writer.acquireUninterruptibly();
    try {
      LastResort.fail(store, new LastResort.Failing(claim, journalLength, handedOver, failure));
    } finally {
      writer.release();
    }
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
      case CommitReply.Committed(List<byte[]> arrived) -> {
        journalLength = commit.journalLengthBefore() + commit.ticks().size();
        List<ExternalEvent> fresh = fresh(arrived, commit.inboxTaken());
        handedOver = arrived.size();
        if (commit.outcome() == null) {
          waiting = commit.status() == RunStatus.WAITING;
          slot.waits(waiting);
        }
        yield new CommitResult.Committed(fresh);
      }
      case CommitReply.InboxChanged(List<byte[]> arrived) -> {
        List<ExternalEvent> fresh = fresh(arrived, commit.inboxTaken());
        handedOver = commit.inboxTaken() + arrived.size();
        yield new CommitResult.InboxChanged(fresh);
      }
      case CommitReply.Fenced(String reason) -> new CommitResult.Fenced(reason);
    };
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

  /**
   * Asks for new inbox entries by an empty commit and hands them over. Does nothing while the
   * driver commits, which brings them as well; then it is asked for again. Blocks for one call.
   *
   * @throws MessagingUnavailableException when the store does not answer
   */
  void look() {
    lookWanted = true;
    RunHandle handle = driver;
    if (handle == null || !writer.tryAcquire()) {
      return;
    }
    List<ExternalEvent> fresh = List.of();
    try {
      lookWanted = false;
      stream.resend();
      CommitRequest nothing =
          new CommitRequest(
              claim, nextOperation(), journalLength, List.of(), List.of(), 0, waiting);
      switch (store.commit(nothing)) {
        case CommitReply.Committed(List<byte[]> arrived) -> {
          fresh = fresh(arrived, 0);
          handedOver = arrived.size();
        }
        case CommitReply.InboxChanged _ -> throw new IllegalStateException("nothing was ended");
        case CommitReply.Fenced(String reason) -> abandon(reason);
      }
    } finally {
      writer.release();
    }
    if (!fresh.isEmpty()) {
      handle.deliver(fresh);
    }
  }

  /** Blocks only while very many events of this run are on their way. */
  @Override
  public void publish(PublishedEvent event) {
    byte[] stored = Translation.stored(event);
    writer.acquireUninterruptibly();
    try {
      while (!stream.publish(stored)) {
        if (!lease.holds(claim)) {
          abandon("the lease was lost while the store did not take what the run streams");
          return;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    } finally {
      writer.release();
    }
  }

  /** Called by the store's threads. */
  private final class StreamHost implements RunStream.Host {
    @Override
    public void missed() {
      onLookMissed.accept(DrivenRun.this);
    }

    @Override
    public void fenced() {
      abandon("the store says that the run is not ours");
    }
  }
}
