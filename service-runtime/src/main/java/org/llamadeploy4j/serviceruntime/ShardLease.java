package org.llamadeploy4j.serviceruntime;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.Shard;

/**
 * A {@link LeaseCore} that any thread may ask. The core is guarded by this object's monitor, under
 * which nothing blocks; whether user code may run is read without it.
 */
final class ShardLease {
  private final Shard shard;
  private final LongSupplier nanos;
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

  /** Feeds the core, under the monitor, with the time. */
  synchronized List<LeaseCore.Action> feed(Input input) {
    long now = nanos.getAsLong();
    List<LeaseCore.Action> actions = input.into(core, now);
    trustedUntil = core.trustedUntil();
    held = core.mayRun(now);
    return actions;
  }

  /** Whether user code may run. Does not block. */
  boolean mayRun() {
    return held && nanos.getAsLong() - trustedUntil <= 0;
  }

  synchronized OptionalLong claimTerm() {
    return core.claimTerm(nanos.getAsLong());
  }

  synchronized boolean claimed(RunClaim claim, long term) {
    return core.claimed(claim, term, nanos.getAsLong());
  }

  synchronized boolean holds(RunClaim claim) {
    return core.holds(claim, nanos.getAsLong());
  }

  synchronized void ended(RunClaim claim) {
    core.ended(claim);
  }

  /** Something that happened to the lease. */
  @FunctionalInterface
  interface Input {
    List<LeaseCore.Action> into(LeaseCore core, long now);
  }
}
