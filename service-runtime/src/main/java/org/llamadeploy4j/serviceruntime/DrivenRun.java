package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.StoredEnd;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.Parking;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunStatus;

/**
 * One claimed run: the log its driver commits to, and the host's hold on it.
 *
 * <p>The writer and the stream are owned by whoever has their one permit: the driver while it
 * writes, or {@link #look}. It is a permit and not a lock because it is kept during a call of the
 * store, which must see one write of a run at a time. All that asks for it is in this one class,
 * which makes it long.
 */
final class DrivenRun implements RunLog {
  private static final Duration RETRY = Duration.ofMillis(50);

  private final RunClaim claim;
  private final ShardLease lease;
  private final Slots.Slot slot;
  private final RunStarter.Shared shared;
  private final Consumer<DrivenRun> onLookMissed;
  private final Semaphore permit = new Semaphore(1);
  private final RunWriter writer;
  private final RunStream stream;
  private final InboxMail mail;
  private final Compaction compaction;

  private volatile @Nullable RunHandle driver;
  private volatile @Nullable String abandoned;
  private volatile boolean lookWanted;
  private volatile boolean waiting;
  private volatile boolean parked;

  // Owned by whoever calls parkIfIdle, but for changed, which the driver sets.
  private volatile boolean changed = true;
  private long unchangedSince;

  /**
   * A run that was just claimed.
   *
   * @param shared what it has in common with other runs of its version
   * @param onLookMissed called when the inbox should be looked at again; must not block
   */
  DrivenRun(
      ClaimedRun run,
      RunStore store,
      ShardLease lease,
      Slots.Slot slot,
      RunStarter.Shared shared,
      Consumer<DrivenRun> onLookMissed) {
    this.claim = run.claim();
    this.lease = lease;
    this.slot = slot;
    this.shared = shared;
    this.onLookMissed = onLookMissed;
    this.mail = new InboxMail(Translation.fromInbox(run.inbox()));
    this.compaction = new Compaction(shared.compaction(), run);
    this.stream = new RunStream(claim, store, new StreamHost());
    this.writer = new RunWriter(run, store, lease, shared, stream);
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

  /** Says that the run shares its session. Before its driver is made. */
  void shares(SharedSession session) {
    writer.shares(session);
  }

  /** Gives the run its driver. Once. */
  void drivenBy(RunHandle handle) {
    driver = handle;
    mail.to(handle);
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

  /** Asks the driver to end the run as cancelled. May be asked again and again; does not block. */
  void cancel() {
    RunHandle handle = driver;
    if (handle != null) {
      handle.cancel(StoredEnd.CANCEL_REASON);
    }
  }

  private void cancelIfWanted() {
    if (writer.cancelRequested()) {
      cancel();
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
    return shared.watched().contains(claim.task());
  }

  @Override
  public boolean mayHaveBegun() {
    return claim.epoch() > 1;
  }

  @Override
  public void resumed(RunStatus status) {
    waits(status == RunStatus.WAITING);
    if (waiting) {
      // There is nothing to commit, so a look tells the store that the run waits.
      onLookMissed.accept(this);
    }
  }

  private void waits(boolean now) {
    waiting = now;
    changed = true;
    slot.waits(now);
  }

  @Override
  public boolean wantsSnapshot(boolean parking) {
    return compaction.wants(parking);
  }

  @Override
  public CommitResult commit(Commit given) throws InterruptedException {
    byte[] made = given.snapshot();
    Commit commit = made == null ? given : given.with(compaction.chosen(made));
    permit.acquire();
    try {
      CommitResult result = mailed(writer.commit(commit));
      if (result instanceof CommitResult.Committed && commit.outcome() == null) {
        compaction.stored(commit.snapshot(), commit.ticks());
        waits(commit.status() == RunStatus.WAITING);
      }
      cancelIfWanted();
      return result;
    } finally {
      release();
    }
  }

  /** Stores that the run failed, since its driver has ended without that. Blocks for some calls. */
  void fail(RunFailure failure) {
    permit.acquireUninterruptibly();
    try {
      writer.fail(failure);
    } finally {
      permit.release();
    }
  }

  private void release() {
    permit.release();
    if (lookWanted && !parked) {
      onLookMissed.accept(this);
    }
  }

  /**
   * Asks for new inbox entries and hands them over. Does nothing while the driver commits, which
   * brings them as well; then it is asked for again. Blocks for one call.
   *
   * @throws MessagingUnavailableException when the store does not answer
   */
  void look() {
    lookWanted = true;
    if (driver == null || parked || !permit.tryAcquire()) {
      return;
    }
    try {
      lookWanted = false;
      if (failedAsTooLarge()) {
        return;
      }
      if (mailed(writer.look(waiting)) instanceof CommitResult.Fenced(String reason)) {
        abandon(reason);
      }
      cancelIfWanted();
    } finally {
      permit.release();
    }
  }

  /**
   * Hands over what came with an answer, before the driver can write again: the writer counts on it
   * that the driver has it.
   */
  private CommitResult mailed(CommitResult answer) {
    return switch (answer) {
      case CommitResult.Committed(List<ExternalEvent> fresh) -> {
        mail.give(fresh);
        yield CommitResult.Committed.nothingNew();
      }
      case CommitResult.InboxChanged(List<ExternalEvent> fresh) -> {
        mail.give(fresh);
        yield new CommitResult.InboxChanged(List.of());
      }
      case CommitResult.CancelRequested _, CommitResult.Fenced _ -> answer;
    };
  }

  /**
   * Asks the driver to let go of a run that waits and to which nothing happened for a while. Called
   * by one thread again and again; does not block.
   *
   * @param now nanoseconds of a monotonic source
   */
  void parkIfIdle(long now, long idleNanos) {
    RunHandle handle = driver;
    if (changed) {
      changed = false;
      unchangedSince = now;
    } else if (waiting && handle != null && (slot.crowded() || now - unchangedSince >= idleNanos)) {
      unchangedSince = now;
      handle.park();
    }
  }

  @Override
  public CommitResult park(Parking given) throws InterruptedException {
    byte[] made = given.snapshot();
    Parking parking = made == null ? given : given.with(compaction.chosen(made));
    permit.acquire();
    try {
      CommitResult result = mailed(writer.park(parking));
      parked = result instanceof CommitResult.Committed;
      return result;
    } finally {
      release();
    }
  }

  /** Blocks only while very many events of this run are on their way. */
  @Override
  public void publish(PublishedEvent event) {
    byte[] stored = Translation.stored(event);
    permit.acquireUninterruptibly();
    try {
      while (!stream.publish(stored)) {
        if (failedAsTooLarge()) {
          return;
        }
        if (!lease.holds(claim)) {
          abandon("the lease was lost while the store did not take what the run streams");
          return;
        }
        pause();
      }
    } finally {
      release();
    }
  }

  private boolean failedAsTooLarge() {
    boolean failed = writer.failIfTooLarge();
    if (failed) {
      abandon(RunWriter.TOO_LARGE);
    }
    return failed;
  }

  /** An interruption ends the step that streams, not this wait for what it has streamed. */
  private void pause() {
    try {
      shared.machine().sleep(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called by the store's threads. */
  private final class StreamHost implements RunStream.Host {
    /** After a while, since calls fail at once while the store is away; not for a lost run. */
    @Override
    public void missed() {
      shared
          .timers()
          .schedule(
              RETRY,
              () -> {
                if (abandoned == null) {
                  onLookMissed.accept(DrivenRun.this);
                }
              });
    }

    @Override
    public void fenced() {
      abandon("the store says that the run is not ours");
    }
  }
}
