package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service runtime: loads the versions that the control plane assigns to it, claims their runs and
 * drives them under leases. Start it once; stop it once. Thread-safe.
 *
 * <p>Its own threads are platform threads; steps run on virtual ones. Where steps spin it raises
 * the number of carriers of the whole process, so that they leave room for the others; a process
 * that starts with {@code -Djdk.virtualThreadScheduler.parallelism=32} does not stall until it has.
 */
public final class ServiceRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceRuntime.class);

  private static final long POLL_MILLIS = 5;
  private static final Duration UNLOAD_LIMIT = Duration.ofSeconds(3);

  private final RuntimeSettings settings;
  private final Consumer<String> onRestartNeeded;
  private final DrivenRuns runs = new DrivenRuns();
  private final RuntimeTimers timers = new RuntimeTimers(InstantSource.system());
  private final AbandonedSteps abandoned;
  private final CarrierWatch carriers;
  private final LeaseKeeper leases;
  private final InboxWatch inbox;
  private final IdleWatch idle;
  private final TimerSweep timerSweep;
  private final Placements placements;

  private enum State {
    NEW,
    STARTED,
    STOPPED
  }

  /** Guarded by this object's monitor. */
  private State state = State.NEW;

  /**
   * A runtime, not started.
   *
   * @param messaging the stores; stays open when the runtime stops
   * @param artifacts where code comes from
   * @param onRestartNeeded told once, with the reason, when the process should be started anew;
   *     called after runs had time to end, on a thread of the runtime's own that may block
   */
  public ServiceRuntime(
      RuntimeSettings settings,
      Messaging messaging,
      ArtifactStore artifacts,
      Consumer<String> onRestartNeeded) {
    this.settings = settings;
    this.onRestartNeeded = onRestartNeeded;
    this.abandoned = new AbandonedSteps(settings.limits().abandonedSteps(), this::drainForRestart);
    this.carriers = new CarrierWatch(this::onCarriersExhausted);
    this.leases =
        new LeaseKeeper(
            settings.runtime(),
            messaging.runs(),
            settings.times(),
            Machine.REAL,
            new LeaseEvents());
    this.inbox =
        new InboxWatch(
            settings.runtime(), messaging.signals(), runs, settings.times().sweep(), Machine.REAL);
    this.idle = new IdleWatch(runs, settings.times(), Machine.REAL);
    this.timerSweep = new TimerSweep(messaging.runs(), leases::shards, Machine.REAL);
    VersionLoader loader = new VersionLoader(artifacts, settings, timers, abandoned);
    this.placements =
        new Placements(
            new VersionHost.Shared(settings, messaging, leases, runs, inbox, timers),
            loader,
            abandoned);
  }

  /**
   * Empties the work folder and starts; does not wait for the store.
   *
   * @throws ServiceRuntimeException when the work folder cannot be written; nothing runs then
   * @throws IllegalStateException when it was started before
   */
  public synchronized void start() {
    if (state != State.NEW) {
      throw new IllegalStateException("a runtime is started once");
    }
    WorkFolder.empty(settings.workFolder());
    state = State.STARTED;
    carriers.start();
    leases.start();
    inbox.start();
    idle.start();
    timerSweep.start();
    placements.start();
    LOG.info("runtime {} is ready on {}", settings.runtime(), settings.host());
  }

  /** What the runtime is doing. Does not block. */
  public Status status() {
    int running = 0;
    int all = 0;
    int versions = 0;
    for (VersionHost host : placements.hosts()) {
      running += host.running();
      all += host.runs();
      versions++;
    }
    return new Status(versions, running, all - running, abandoned.total());
  }

  /**
   * What a runtime is doing.
   *
   * @param versions loaded
   * @param running runs with a step running or due
   * @param waiting runs whose steps all wait
   * @param abandonedSteps steps that ignore interruption
   */
  public record Status(int versions, int running, int waiting, int abandonedSteps) {}

  /**
   * Claims nothing more, lets runs go on for {@link RuntimeSettings.Times#drain}, puts back what is
   * left, unloads everything. Blocks that long and a few seconds at most. Idempotent.
   */
  public void stop() {
    synchronized (this) {
      if (state != State.STARTED) {
        state = State.STOPPED;
        return;
      }
      state = State.STOPPED;
    }
    LOG.info("runtime {} stops", settings.runtime());
    placements.close();
    timerSweep.close();
    idle.close();
    awaitQuiet(settings.times().drain());
    runs.abandonAll("the runtime stops");
    awaitGone(Duration.ofSeconds(1));
    inbox.close();
    leases.close();
    timers.close();
    carriers.close();
    Thread unload = Threads.thread("runtime-unload-all", placements::unloadAll);
    unload.start();
    if (!Threads.join(unload, UNLOAD_LIMIT)) {
      LOG.warn("a workflow of runtime {} does not end its close(); it is left", settings.runtime());
    }
    WorkFolder.delete(settings.workFolder());
    LOG.info("runtime {} has stopped", settings.runtime());
  }

  /** The same as {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  private void onCarriersExhausted() {
    List<String> services =
        placements.hosts().stream()
            .filter(host -> host.running() > 0)
            .map(VersionHost::toString)
            .toList();
    drainForRestart("steps that never yield hold every carrier; runs are active in " + services);
  }

  private void drainForRestart(String reason) {
    LOG.error("{}; the runtime drains and must be started anew", reason);
    placements.drain();
    Threads.thread(
            "runtime-drain",
            () -> {
              awaitQuiet(settings.times().drain());
              onRestartNeeded.accept(reason);
            })
        .start();
  }

  /** Waits until every run waits or has ended. */
  private void awaitQuiet(Duration limit) {
    await(limit, () -> runs.all().stream().allMatch(DrivenRun::waiting));
  }

  private void awaitGone(Duration limit) {
    await(limit, () -> runs.all().isEmpty());
  }

  private static void await(Duration limit, BooleanSupplier done) {
    long until = System.nanoTime() + limit.toNanos();
    try {
      while (!done.getAsBoolean() && System.nanoTime() - until < 0) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class LeaseEvents implements LeaseKeeper.Listener {
    @Override
    public void onStopAll(Shard shard, String reason) {
      runs.abandonAll(shard, reason);
    }

    @Override
    public void onResume(Shard shard) {
      placements.resume(shard);
    }

    @Override
    public void onDrop(RunClaim claim, String reason) {
      runs.abandon(claim, reason);
    }

    @Override
    public void onCancel(TaskId task) {
      runs.cancel(task);
    }
  }
}
