package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.protocol.JournalMode;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** A runtime of a simulated world: the shells of a real one, with two versions that are loaded. */
final class SimRuntime implements LeaseKeeper.Listener {
  static final RuntimeSettings.Times TIMES =
      RuntimeSettings.Times.DEFAULT.withIdle(Duration.ofSeconds(2));
  private static final RuntimeSettings.Limits LIMITS =
      new RuntimeSettings.Limits(4, 8, 16, Duration.ofSeconds(1));

  private final SimLink link;
  private final DrivenRuns runs = new DrivenRuns();
  private final LeaseKeeper leases;
  private final InboxWatch inbox;
  private final IdleWatch idle;
  private final TimerSweep timers;
  private final Version first;
  private final Version second;

  SimRuntime(SimWorld world, SimLink link, RunStore store, Signals signals, SimStage stage) {
    this.link = link;
    SimProcess machine = link.process();
    RuntimeId id = new RuntimeId(machine.name());
    this.leases = new LeaseKeeper(id, store, TIMES, machine, this);
    this.inbox = new InboxWatch(id, signals, runs, TIMES.sweep(), machine);
    this.idle = new IdleWatch(runs, TIMES, machine);
    this.timers = new TimerSweep(store, leases::shards, machine);
    ShardLease lease = leases.hold(SimWorld.SHARD);
    this.first = new Version(SimWorld.FIRST, lease, store, signals, stage);
    this.second = new Version(SimWorld.SECOND, lease, store, signals, stage);
  }

  /** A loaded version at work. */
  private final class Version {
    private final VersionId id;
    private final Slots slots = new Slots(LIMITS, Integer.MAX_VALUE, this::slotFreed);
    private final ClaimLoop claims;

    Version(VersionId id, ShardLease lease, RunStore store, Signals signals, SimStage stage) {
      this.id = id;
      SimProcess machine = link.process();
      WatchedRuns watched = new WatchedRuns(machine::nanos);
      RunStarter starter =
          new RunStarter(
              "simulated",
              stage.program(),
              store,
              runs,
              inbox,
              slots,
              new RunStarter.Shared(watched, stage, machine, compaction(id)));
      ClaimLoop.Target target =
          new ClaimLoop.Target(
              lease,
              SimWorld.SERVICE,
              id,
              new RuntimeId(machine.name()),
              TIMES.lease(),
              TIMES.sweep());
      this.claims = new ClaimLoop(target, starter, slots, watched, store, signals, machine);
    }

    /** Runs of the second version are compacted all the time. */
    private static Compaction.Rule compaction(VersionId id) {
      return id.equals(SimWorld.SECOND)
          ? new Compaction.Rule(2, 1, 0)
          : Compaction.Rule.of(JournalMode.WHOLE);
    }

    private void slotFreed() {
      claims.slotFreed();
    }
  }

  SimLink link() {
    return link;
  }

  void start(VersionId live) {
    leases.start();
    inbox.start();
    idle.start();
    timers.start();
    first.claims.start();
    second.claims.start();
    live(live);
  }

  /** Tasks that have no version yet get this one. */
  void live(VersionId live) {
    first.claims.claim(live.equals(first.id));
    second.claims.claim(live.equals(second.id));
  }

  /** How many runs it drives. */
  int driven() {
    return runs.all().size();
  }

  @Override
  public void onStopAll(Shard shard, String reason) {
    runs.abandonAll(shard, reason);
  }

  @Override
  public void onResume(Shard shard) {
    first.claims.wake();
    second.claims.wake();
  }

  @Override
  public void onCancel(TaskId task) {
    runs.cancel(task);
  }

  @Override
  public void onDrop(RunClaim claim, String reason) {
    runs.abandon(claim, reason);
  }
}
