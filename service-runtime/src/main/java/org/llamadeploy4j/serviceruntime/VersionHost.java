package org.llamadeploy4j.serviceruntime;

import java.util.List;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.states.StateShape;
import org.llamadeploy4j.workflow.spi.RunScheduler;

/**
 * One loaded version at work: its program, its claim loop, its slots. Thread-safe; only {@link
 * #close} blocks.
 */
final class VersionHost implements AutoCloseable {
  /** On a standalone Redis a deployment has one shard. */
  private static final int ONLY_SHARD = 0;

  private final LoadedVersion version;
  private final ShardLease lease;
  private final Slots slots;
  private final ClaimLoop claims;

  /**
   * A host, with its claim loop running.
   *
   * @param assignment the version
   * @param loaded the same, loaded
   * @param shared what all hosts of a runtime share
   */
  VersionHost(Assignment assignment, LoadedVersion loaded, Shared shared) {
    this.version = loaded;
    this.lease = shared.leases().hold(new Shard(assignment.incarnation(), ONLY_SHARD));
    int most = loaded.program().concurrentRuns().orElse(Integer.MAX_VALUE);
    this.slots = new Slots(shared.settings().limits(), most, this::slotFreed);
    WatchedRuns watched = new WatchedRuns(System::nanoTime);
    ServiceId service = assignment.version().spec().id();
    RunStarter starter =
        new RunStarter(
            loaded.label(),
            loaded.program(),
            shared.messaging().runs(),
            shared.runs(),
            shared.inbox(),
            slots,
            new RunStarter.Shared(
                watched,
                shared.timers(),
                Machine.REAL,
                Compaction.Rule.of(assignment.version().spec().journal())));
    ClaimLoop.Target target =
        new ClaimLoop.Target(
            lease,
            service,
            assignment.version().id(),
            shared.settings().runtime(),
            shared.settings().times().lease(),
            shared.settings().times().sweep());
    this.claims =
        new ClaimLoop(
            target,
            starter,
            slots,
            watched,
            shared.messaging().runs(),
            shared.messaging().signals(),
            Machine.REAL);
  }

  /**
   * What all hosts of a runtime share.
   *
   * @param settings of the runtime
   * @param messaging the stores
   * @param leases keeps them
   * @param runs where runs are entered
   * @param inbox looks for events from outside
   * @param timers of all programs, and their clock
   */
  record Shared(
      RuntimeSettings settings,
      Messaging messaging,
      LeaseKeeper leases,
      DrivenRuns runs,
      InboxWatch inbox,
      RunScheduler timers) {}

  void start() {
    claims.start();
  }

  private void slotFreed() {
    claims.slotFreed();
  }

  /** Claims runs, unpinned ones as well while the version is live. */
  void serve(boolean live) {
    claims.claim(live);
  }

  /** Claims no more. */
  void drain() {
    claims.pause();
  }

  /** The shard's lease may be trusted again: there may be work. */
  void resume(Shard shard) {
    if (shard.equals(lease.shard())) {
      claims.wake();
    }
  }

  Shard shard() {
    return lease.shard();
  }

  /** What its runs keep and what their sessions so may hold, as far as it is known by now. */
  List<StateShape> states() {
    return Descriptions.states(version.program().states());
  }

  /** How many runs it has, waiting ones included. */
  int runs() {
    return slots.occupied();
  }

  /** Whether it has no run and claims none, and no claim is on its way. */
  boolean isIdle() {
    return claims.paused() && slots.occupied() == 0;
  }

  /** How many of them do not wait. */
  int running() {
    return slots.running();
  }

  /** Stops claiming; runs go on. Idempotent. */
  void stopClaiming() {
    claims.close();
  }

  /** Stops claiming and unloads the version. Its runs must have gone. */
  @Override
  public void close() {
    claims.close();
    version.close();
  }

  /** Names service and version, for logs. */
  @Override
  public String toString() {
    return version.label();
  }
}
