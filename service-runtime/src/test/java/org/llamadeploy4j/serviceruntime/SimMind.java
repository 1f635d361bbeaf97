package org.llamadeploy4j.serviceruntime;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.CancelReply;
import org.llamadeploy4j.messaging.CancelRequest;
import org.llamadeploy4j.messaging.RetryReply;
import org.llamadeploy4j.messaging.RetryRequest;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Whether a client stays with what it asked for: some cancel their task after a while, and some of
 * those have it begin anew. Each asks until it gets an answer, and remembers it.
 */
final class SimMind {
  private final boolean changes;
  private final boolean repents;
  private int rounds;
  private @Nullable CancelReply cancelled;
  private boolean retried;
  private boolean everRetried;

  SimMind(Random random) {
    this.changes = random.nextInt(5) == 0;
    this.repents = random.nextBoolean();
    this.rounds = random.nextInt(20);
  }

  /** Whether it cancels at some time. */
  boolean changes() {
    return changes;
  }

  /** Whether it was told that its task will end as cancelled. */
  boolean mayRely() {
    return cancelled instanceof CancelReply.Cancelled || cancelled instanceof CancelReply.Requested;
  }

  /** Whether it was told that its task begins anew. */
  boolean retried() {
    return retried;
  }

  /** Whether it has ever asked for another attempt, so that it tells notes to it apart. */
  boolean everRetried() {
    return everRetried;
  }

  /** Whether it is done with a task that has ended like this. */
  boolean rests(RunStatus status) {
    return (!changes || cancelled != null)
        && (status != RunStatus.CANCELLED || !repents || retried);
  }

  /** A store that has lost something may have lost what was said: it has to be said again. */
  void forget() {
    cancelled = null;
    retried = false;
  }

  /** Whether it is time to cancel; asked once a round. */
  boolean cancelsNow() {
    return changes && cancelled == null && rounds-- <= 0;
  }

  void cancel(TaskId task, SimControl control) {
    CancelReply reply =
        control.cancel(new CancelRequest(SimWorld.SHARD, task, "cancel-of-" + task.value()));
    // A task that the store has lost comes again, and may meet a request that is still under way.
    cancelled = reply instanceof CancelReply.Unknown ? null : reply;
  }

  /** Whether a task that looks like this shall begin anew. */
  boolean retriesNow(RunStatus status) {
    return mayRely() && repents && !retried && status == RunStatus.CANCELLED;
  }

  RetryReply retry(TaskId task, SubmitLimits limits, SimControl control) {
    everRetried = true; // also where the answer gets lost
    RetryReply reply =
        control.retry(
            new RetryRequest(SimWorld.SHARD, task, "retry-of-" + task.value(), 2, limits));
    retried = true;
    return reply;
  }
}
