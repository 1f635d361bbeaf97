package org.llamadeploy4j.serviceruntime;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.Shard;

/**
 * A {@link LeaseCore} that any thread may ask. The core is guarded by {@code lock}, under which
 * nothing blocks; whether user code may run is read without it.
 *
 * <p>Nobody waits in line for the lock: a virtual thread that is next in line may have no carrier
 * while steps spin, and the threads that renew the lease would wait behind it.
 */
final class ShardLease {
  private static final long RETRY_NANOS = 20_000;

  private final Shard shard;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final LeaseCore core;
  private volatile boolean held;
  private volatile long trustedUntil;

  ShardLease(Shard shard, LeaseCore core, LongSupplier nanos) {
    this.shard = shard;
    this.core = core;
    this.nanos = nanos;
  }

  Shard shard() {
    return shard;
  }

  /** Feeds the core, under the lock, with the time. */
  List<LeaseCore.Action> feed(Input input) {
    return locked(() -> {
      long now = nanos.getAsLong();
      List<LeaseCore.Action> actions = input.into(core, now);
      trustedUntil = core.trustedUntil();
      held = core.mayRun(now);
      return actions;
    });
  }

  /** Whether user code may run. Does not block. */
  boolean mayRun() {
    return held && nanos.getAsLong() - trustedUntil <= 0;
  }

  OptionalLong claimTerm() {
    return locked(() -> core.claimTerm(nanos.getAsLong()));
  }

  boolean claimed(RunClaim claim, long term) {
    return locked(() -> core.claimed(claim, term, nanos.getAsLong()));
  }

  boolean holds(RunClaim claim) {
    return locked(() -> core.holds(claim, nanos.getAsLong()));
  }

  void ended(RunClaim claim) {
    locked(() -> {
      core.ended(claim);
      return true;
    });
  }

  private <T> T locked(Supplier<T> work) {
    while (!lock.tryLock()) {
      LockSupport.parkNanos(RETRY_NANOS);
    }
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Something that happened to the lease. */
  @FunctionalInterface
  interface Input {
    List<LeaseCore.Action> into(LeaseCore core, long now);
  }
}
