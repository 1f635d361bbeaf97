package org.llamadeploy4j.benchmarks;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.protocol.RunStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime of the bare harness: claims what there is when the bell rings, and ends each run at
 * once on a virtual thread of its own. One platform thread claims, another renews the lease.
 */
final class BareRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BareRuntime.class);
  private static final long SWEEP_MILLIS = 1_000;

  private final Messaging messaging;
  private final RunStore runs;
  private final BareWork work;
  private final Semaphore slots = new Semaphore(BareWork.SLOTS);
  private final Semaphore bell = new Semaphore(0);
  private final ScheduledExecutorService heartbeat =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("bare-heartbeat").daemon().factory());
  private final Thread claimer =
      Thread.ofPlatform().name("bare-claimer").daemon().unstarted(this::claimForEver);
  private Signals.@Nullable Subscription queued;
  private @Nullable Future<?> beat;
  private volatile boolean stopped;
  private final String claimPrefix = UUID.randomUUID() + "-";
  private long claims;

  BareRuntime(Messaging messaging, BareWork work) {
    this.messaging = messaging;
    this.runs = messaging.runs();
    this.work = work;
  }

  void start() {
    queued = messaging.signals().onQueued(work.shard(), BareWork.SERVICE, bell::release);
    beat = heartbeat.scheduleWithFixedDelay(this::renew, 0, 1, TimeUnit.SECONDS);
    claimer.start();
  }

  private void renew() {
    try {
      runs.renew(work.shard(), BareWork.RUNTIME, BareWork.LEASE);
    } catch (RuntimeException e) {
      LOG.warn("cannot renew the lease: {}", e.toString()); // the next beat tries again
    }
  }

  private void claimForEver() {
    try {
      while (!stopped) {
        bell.tryAcquire(SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        bell.drainPermits(); // one claim answers all rings so far
        claimAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void claimAll() throws InterruptedException {
    int free;
    int got;
    do {
      slots.acquire();
      free = 1 + slots.drainPermits();
      got = claim(free);
      slots.release(free - got);
    } while (got == free && !stopped);
  }

  private int claim(int max) {
    try {
      List<ClaimedRun> claimed = runs.claim(request(max));
      for (ClaimedRun run : claimed) {
        Thread.ofVirtual().name("bare-run").start(() -> drive(run));
      }
      return claimed.size();
    } catch (RuntimeException e) {
      LOG.warn("cannot claim: {}", e.toString()); // the sweep tries again
      return 0;
    }
  }

  private ClaimRequest request(int max) {
    return new ClaimRequest(
        work.shard(),
        BareWork.SERVICE,
        BareWork.VERSION,
        true,
        1,
        BareWork.RUNTIME,
        BareWork.LEASE,
        max,
        claimPrefix + ++claims);
  }

  private void drive(ClaimedRun run) {
    try {
      int length = run.journal().size();
      for (; length < work.steps() - 1; length++) {
        check(runs.commit(commit(run, length, List.of())));
      }
      CommitRequest last = commit(run, length, work.events());
      check(runs.complete(completion(last)));
    } catch (RuntimeException e) {
      LOG.warn("dropped run {}: {}", run.claim().task(), e.toString());
    } finally {
      slots.release();
    }
  }

  // NullAway does not see in class files that a record's array may be null.
  @SuppressWarnings("NullAway")
  private CompleteRequest completion(CommitRequest last) {
    return new CompleteRequest(last, RunStatus.COMPLETED, work.answer(), null);
  }

  private CommitRequest commit(ClaimedRun run, int length, List<byte[]> events) {
    return new CommitRequest(
        run.claim(), Integer.toString(length), length, work.ticks(), events, 0, false);
  }

  private static void check(CommitReply reply) {
    if (!(reply instanceof CommitReply.Committed)) {
      throw new BenchmarkException("a commit was refused: " + reply);
    }
  }

  @Override
  public void close() {
    stopped = true;
    claimer.interrupt();
    if (beat != null) {
      beat.cancel(true);
    }
    heartbeat.shutdown();
    if (queued != null) {
      queued.close();
    }
  }
}
