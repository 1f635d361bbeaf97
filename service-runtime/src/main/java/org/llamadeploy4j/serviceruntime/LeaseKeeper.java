package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.RenewReply;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a runtime's leases: the shell around one {@link LeaseCore} per shard. A platform thread
 * turns the clock, others call the store, so that neither a spinning step nor a store that does not
 * answer stops the clock. Also looks for runs of runtimes whose leases lapsed. Thread-safe; only
 * {@link #letGo} and {@link #close} block.
 */
final class LeaseKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final int TICKS_PER_RENEWAL = 10;
  private static final int CALLERS = 4;
  private static final int QUEUED_CALLS = 10_000;
  private static final int TAKEN_OVER_AT_ONCE = 100;

  private final RuntimeId runtime;
  private final RunStore store;
  private final RuntimeSettings.Times times;
  private final Machine machine;
  private final Listener listener;
  private final Map<Shard, ShardLease> leases = new ConcurrentHashMap<>();
  private final Complaints complaints = new Complaints(LOG);

  private final ExecutorService calls;
  private final List<Machine.Rounds> rounds = new ArrayList<>(); // filled by start

  LeaseKeeper(
      RuntimeId runtime,
      RunStore store,
      RuntimeSettings.Times times,
      Machine machine,
      Listener listener) {
    this.runtime = runtime;
    this.store = store;
    this.times = times;
    this.machine = machine;
    this.calls = machine.pool("runtime-lease", CALLERS, QUEUED_CALLS);
    this.listener = listener;
  }

  /**
   * What a keeper's owner does about its leases. Called on the keeper's threads; must not block.
   */
  interface Listener {
    /** Every run of the shard must stop. */
    void onStopAll(Shard shard, String reason);

    /** Runs of the shard may be claimed again. */
    void onResume(Shard shard);

    /** This run must stop. */
    void onDrop(RunClaim claim, String reason);

    /** This run, if it is ours, is to be cancelled. Said with each renewal until it has ended. */
    void onCancel(TaskId task);
  }

  /** Starts the clock. */
  void start() {
    Duration tick = times.renewal().dividedBy(TICKS_PER_RENEWAL);
    rounds.add(machine.rounds("runtime-lease-clock", tick, this::tickAll));
    rounds.add(machine.rounds("runtime-takeover", times.sweep(), this::takeOver));
  }

  /** The lease on a shard, kept from now on. */
  ShardLease hold(Shard shard) {
    ShardLease lease =
        leases.computeIfAbsent(
            shard,
            s ->
                new ShardLease(
                    s,
                    new LeaseCore(times.lease(), times.renewal(), machine.nanos()),
                    machine::nanos));
    tick(lease);
    return lease;
  }

  /** The shards on which a lease is kept. */
  Set<Shard> shards() {
    return Set.copyOf(leases.keySet());
  }

  /**
   * Gives up a shard on which nothing runs any more.
   *
   * @return whether the store could be told; if not, the lease lapses by itself
   */
  boolean letGo(Shard shard) {
    return leases.remove(shard) == null || release(shard, false);
  }

  private void tickAll() {
    leases.values().forEach(this::tick);
  }

  private void tick(ShardLease lease) {
    perform(lease, lease.feed(LeaseCore::tick));
  }

  private void perform(ShardLease lease, List<LeaseCore.Action> actions) {
    for (LeaseCore.Action action : actions) {
      switch (action) {
        case LeaseCore.Action.Renew() -> call(() -> renew(lease));
        case LeaseCore.Action.GiveBack(boolean died) -> call(() -> giveBack(lease, died));
        case LeaseCore.Action.StopAll(String reason) -> {
          LOG.warn("all runs of {} stop here: {}", lease.shard(), reason);
          listener.onStopAll(lease.shard(), reason);
        }
        case LeaseCore.Action.Resume() -> {
          LOG.info("the lease on {} is held", lease.shard());
          listener.onResume(lease.shard());
        }
        case LeaseCore.Action.Drop(RunClaim claim, String reason) -> {
          LOG.warn("run {} stops here: {}", claim.task(), reason);
          listener.onDrop(claim, reason);
        }
      }
    }
  }

  private void call(Runnable call) {
    try {
      calls.execute(call);
    } catch (RejectedExecutionException e) {
      LOG.debug("the keeper is stopping; a call to the store is left out");
    }
  }

  private void renew(ShardLease lease) {
    long sent = machine.nanos();
    try {
      RenewReply reply = store.renew(lease.shard(), runtime, times.lease());
      complaints.settled("lease");
      reply.cancels().forEach(listener::onCancel);
      perform(lease, lease.feed((core, now) -> core.renewed(sent, reply, now)));
    } catch (MessagingException e) {
      complaints.about("lease", "the lease on " + lease.shard() + " cannot be renewed", e);
      perform(lease, lease.feed(LeaseCore::renewalFailed));
    }
  }

  private void giveBack(ShardLease lease, boolean died) {
    if (release(lease.shard(), died)) {
      perform(lease, lease.feed(LeaseCore::gaveBack));
    } else {
      perform(
          lease,
          lease.feed((core, now) -> {
            core.giveBackFailed();
            return List.of();
          }));
    }
  }

  private boolean release(Shard shard, boolean died) {
    try {
      List<TaskId> tasks = store.release(shard, runtime, died);
      if (!tasks.isEmpty()) {
        LOG.info("{} runs of {} were put back on their queue: {}", tasks.size(), shard, tasks);
      }
      return true;
    } catch (MessagingException e) {
      complaints.about("release", "runs of " + shard + " cannot be put back", e);
      return false;
    }
  }

  private void takeOver() {
    for (Shard shard : leases.keySet()) {
      try {
        List<TaskId> tasks = store.takeover(shard, TAKEN_OVER_AT_ONCE);
        complaints.settled("takeover");
        if (!tasks.isEmpty()) {
          LOG.info(
              "{} runs of lapsed leases on {} are queued again: {}", tasks.size(), shard, tasks);
        }
      } catch (MessagingException e) {
        complaints.about("takeover", "lapsed leases on " + shard + " cannot be looked for", e);
      }
    }
  }

  /** Stops the clock and gives every run back. Runs must have stopped before. Idempotent. */
  @Override
  public void close() {
    rounds.forEach(Machine.Rounds::close);
    calls.shutdown();
    Threads.awaitEnd(calls, Duration.ofSeconds(1));
    boolean answers = true;
    for (Shard shard : List.copyOf(leases.keySet())) {
      answers = answers && letGo(shard);
    }
  }
}
