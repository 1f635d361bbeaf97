package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims runs of one service version on one shard, as many as there are free slots, whenever work
 * was queued or a slot became free that was missing. Its platform thread owns its state; the other
 * methods only set flags and ring.
 */
final class ClaimLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimLoop.class);
  private static final int CLAIMED_AT_ONCE = 64;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  private final Target target;
  private final Slots slots;
  private final RunStarter starter;
  private final RunStore store;
  private final Signals signals;
  private final WatchedRuns watched;
  private final Machine machine;
  private final Bell bell;
  private final Complaints complaints = new Complaints(LOG);
  private final Thread thread;

  private volatile boolean live;
  private volatile boolean claiming;
  private volatile boolean busy;
  private volatile boolean stopped;
  private volatile boolean starved;

  /** A claim without an answer: asked again, word for word, while its term lasts. */
  private @Nullable Wish unanswered;

  private Signals.@Nullable Subscription subscription;
  private Signals.@Nullable Subscription watching;

  /**
   * A loop, not started.
   *
   * @param target what to claim
   * @param starter gets what was claimed
   * @param slots bounds it
   * @param watched is told which runs of the shard somebody reads along with
   */
  ClaimLoop(
      Target target,
      RunStarter starter,
      Slots slots,
      WatchedRuns watched,
      RunStore store,
      Signals signals,
      Machine machine) {
    this.target = target;
    this.slots = slots;
    this.starter = starter;
    this.watched = watched;
    this.store = store;
    this.signals = signals;
    this.machine = machine;
    this.bell = machine.bell();
    this.thread = machine.thread("runtime-claim-" + target.service(), this::loop);
  }

  /**
   * What a loop claims.
   *
   * @param lease on the shard
   * @param service whose runs
   * @param version pinned to it, or unpinned while it is live
   * @param runtime for whom
   * @param leaseTime what a claim renews the lease to
   * @param sweep how often to look without having been woken
   */
  record Target(
      ShardLease lease,
      ServiceId service,
      VersionId version,
      RuntimeId runtime,
      Duration leaseTime,
      Duration sweep) {}

  private record Wish(ClaimRequest request, long term) {}

  void start() {
    thread.start();
  }

  /** Claims from now on; {@code unpinned}: runs that no version has yet as well. */
  void claim(boolean unpinned) {
    live = unpinned;
    claiming = true;
    bell.ring();
  }

  /** Claims no more; a claim may still be on its way. Does not block. */
  void pause() {
    claiming = false;
  }

  /** Whether nothing more can come out of this loop unless it is told to claim. */
  boolean paused() {
    return !claiming && !busy;
  }

  /** Work may be there. Does not block. */
  void wake() {
    bell.ring();
  }

  /** A slot became free: worth a claim only if one was missing before. Does not block. */
  void slotFreed() {
    if (starved) {
      bell.ring();
    }
  }

  private void loop() {
    try {
      while (!stopped) {
        Threads.guarded(this::subscribe).run();
        Threads.guarded(this::claimAll).run();
        bell.await(target.sweep());
      }
    } catch (InterruptedException e) {
      LOG.debug("claims for {} end", target.service());
    } finally {
      close(subscription);
      close(watching);
    }
  }

  private static void close(Signals.@Nullable Subscription subscription) {
    if (subscription != null) {
      subscription.close();
    }
  }

  /** Who reads along is heard of first: what is claimed may be watched from its first step. */
  private void subscribe() {
    if (subscription == null) {
      try {
        if (watching == null) {
          watching = signals.onWatched(target.lease().shard(), watched::named);
        }
        subscription = signals.onQueued(target.lease().shard(), target.service(), bell::ring);
      } catch (MessagingException e) {
        complaints.about("subscription", "queues cannot be listened to", e);
      }
    }
  }

  private void claimAll() {
    busy = true;
    try {
      boolean more = true;
      while (more) {
        more = claimSome();
      }
    } finally {
      busy = false;
    }
  }

  /** Claims once; says whether there may be more to claim at once. */
  private boolean claimSome() {
    OptionalLong term = target.lease().claimTerm();
    if (!claiming || stopped || term.isEmpty()) {
      return false;
    }
    starved = true;
    int free = Math.min(slots.free(), CLAIMED_AT_ONCE);
    if (free == 0) {
      return false;
    }
    Wish wish = wish(term.getAsLong(), free);
    List<ClaimedRun> claimed;
    try {
      claimed = store.claim(wish.request());
      complaints.settled("claim");
      unanswered = null;
    } catch (MessagingUnavailableException e) {
      unanswered = wish;
      complaints.about("claim", "runs of " + target.service() + " cannot be claimed", e);
      return false;
    } catch (MessagingException e) {
      unanswered = null;
      complaints.about("claim", "runs of " + target.service() + " cannot be claimed", e);
      return false;
    }
    starved = claimed.size() >= wish.request().max();
    claimed.forEach(run -> begin(run, wish.term()));
    return starved;
  }

  private Wish wish(long term, int free) {
    Wish open = unanswered;
    if (open != null && open.term() == term) {
      return open;
    }
    return new Wish(
        new ClaimRequest(
            target.lease().shard(),
            target.service(),
            target.version(),
            live,
            WorkflowProgram.REDUCER,
            target.runtime(),
            target.leaseTime(),
            free,
            machine.token()),
        term);
  }

  /** A run of a term that is over is the store's to give out again: the lease keeper sees to it. */
  private void begin(ClaimedRun run, long term) {
    if (target.lease().claimed(run.claim(), term)) {
      starter.start(run, target.lease());
    } else {
      LOG.info("run {} was claimed too late and is left", run.claim().task());
    }
  }

  /** Stops the thread after the claim it may be at; runs that were started go on. Idempotent. */
  @Override
  public void close() {
    stopped = true;
    bell.ring();
    if (!Threads.join(thread, STOP_LIMIT) && !Threads.stop(thread, STOP_LIMIT)) {
      LOG.warn("the claims for {} did not stop in time", target.service());
    }
  }
}
