package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.protocol.states.StateShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this runtime hold what the leader wants: the shell around {@link PlacementCore}, which its
 * platform thread owns. Whatever happens comes to that thread as a message; loading and unloading
 * run on threads of their own.
 */
final class Placements implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Placements.class);
  private static final int MAILBOX = 10_000;

  private final VersionHost.Shared shared;
  private final RuntimeSettings settings;
  private final FleetStore fleet;
  private final Signals signals;
  private final Loads loads;

  private final PlacementCore core = new PlacementCore();
  private final Map<PlacementCore.Key, VersionHost> hosts = new ConcurrentHashMap<>();
  private final BlockingQueue<Runnable> mailbox = new ArrayBlockingQueue<>(MAILBOX);
  private final AtomicBoolean lookQueued = new AtomicBoolean();
  private final Complaints complaints = new Complaints(LOG);
  private final Thread thread = Threads.thread("runtime-placements", this::loop);

  private volatile boolean stopped;
  private volatile boolean draining;
  private Signals.@Nullable Subscription subscription;

  Placements(VersionHost.Shared shared, VersionLoader loader, AbandonedSteps abandoned) {
    this.shared = shared;
    this.settings = shared.settings();
    this.fleet = shared.messaging().fleet();
    this.signals = shared.messaging().signals();
    this.loads = new Loads(loader, settings.times().load(), abandoned, new LoadEvents());
  }

  void start() {
    thread.start();
  }

  /** The hosts as they are now. Any thread may ask. */
  List<VersionHost> hosts() {
    return List.copyOf(hosts.values());
  }

  /** The lease on a shard may be trusted again. Any thread may call; does not block. */
  void resume(Shard shard) {
    hosts.values().forEach(host -> host.resume(shard));
  }

  /** Claims nothing more and tells the fleet to place nothing here. Any thread; does not block. */
  void drain() {
    draining = true;
    hosts.values().forEach(VersionHost::drain);
    post(this::report);
  }

  private void loop() {
    try {
      while (!stopped) {
        Threads.guarded(this::subscribe).run();
        Threads.guarded(this::report).run();
        Threads.guarded(this::look).run();
        handleMessages(System.nanoTime() + settings.times().sweep().toNanos());
      }
    } catch (InterruptedException e) {
      LOG.debug("placements end");
    } finally {
      if (subscription != null) {
        subscription.close();
      }
    }
  }

  private void handleMessages(long until) throws InterruptedException {
    for (long left = until - System.nanoTime();
        left > 0 && !stopped;
        left = until - System.nanoTime()) {
      Runnable message = mailbox.poll(left, TimeUnit.NANOSECONDS);
      if (message != null) {
        Threads.guarded(message).run();
      }
    }
  }

  private void subscribe() {
    if (subscription == null) {
      try {
        subscription = signals.onFleetChange(this::lookSoon);
      } catch (MessagingException e) {
        complaints.about("subscription", "the fleet cannot be listened to", e);
      }
    }
  }

  private void lookSoon() {
    if (lookQueued.compareAndSet(false, true)) {
      post(this::look);
    }
  }

  private void post(Runnable message) {
    if (!mailbox.offer(message)) {
      throw new IllegalStateException("more than " + MAILBOX + " messages for the placements");
    }
  }

  private void look() {
    lookQueued.set(false);
    try {
      List<Assignment> mine =
          fleet.read().assignments().stream()
              .filter(a -> a.runtime().equals(settings.runtime()))
              .toList();
      complaints.settled("fleet");
      perform(core.wanted(mine));
      perform(core.drained(this::isIdle));
    } catch (MessagingException e) {
      complain("fleet", "the fleet's state cannot be read", e);
    }
  }

  private void report() {
    RuntimeReport report =
        new RuntimeReport(
            settings.runtime(),
            settings.host(),
            draining ? 0 : settings.capacity(),
            settings.labels(),
            core.report(this::runs, this::states));
    try {
      fleet.report(report, settings.times().lease());
      complaints.settled("report");
    } catch (MessagingException e) {
      complain("report", "the fleet cannot be told about this runtime", e);
    }
  }

  /** A thread that is being stopped is interrupted in whatever it does. */
  private void complain(String topic, String what, MessagingException cause) {
    if (!stopped) {
      complaints.about(topic, what, cause);
    }
  }

  private int runs(PlacementCore.Key key) {
    VersionHost host = hosts.get(key);
    return host == null ? 0 : host.runs();
  }

  private List<StateShape> states(PlacementCore.Key key) {
    VersionHost host = hosts.get(key);
    return host == null ? List.of() : host.states();
  }

  private boolean isIdle(PlacementCore.Key key) {
    VersionHost host = hosts.get(key);
    return host == null || host.isIdle();
  }

  private void perform(List<PlacementCore.Action> actions) {
    for (PlacementCore.Action action : actions) {
      switch (action) {
        case PlacementCore.Action.Load(Assignment assignment) -> loads.load(assignment);
        case PlacementCore.Action.Serve(PlacementCore.Key key, boolean live) -> {
          VersionHost host = hosts.get(key);
          if (host != null && !draining) {
            host.serve(live);
          }
        }
        case PlacementCore.Action.Drain(PlacementCore.Key key) -> {
          VersionHost host = hosts.get(key);
          if (host != null) {
            LOG.info("{} claims no more runs", host);
            host.drain();
          }
        }
        case PlacementCore.Action.Unload(PlacementCore.Key key) -> unload(key);
      }
    }
    if (!actions.isEmpty()) {
      report();
    }
  }

  private void loaded(Assignment assignment, LoadedVersion loaded) {
    PlacementCore.Key key = PlacementCore.Key.of(assignment);
    if (stopped) {
      loaded.close();
      return;
    }
    LOG.info("{} is loaded", loaded.label());
    VersionHost host = new VersionHost(assignment, loaded, shared);
    hosts.put(key, host);
    host.start();
    perform(core.loaded(key, Descriptions.reported(loaded.program().description())));
    report();
  }

  private void failed(PlacementCore.Key key, ServiceRuntimeException problem) {
    LOG.warn("version {} cannot be loaded: {}", key.version(), problem.getMessage());
    core.failed(key, String.valueOf(problem.getMessage()));
    report();
  }

  private void unload(PlacementCore.Key key) {
    VersionHost host = hosts.remove(key);
    if (host == null) {
      core.unloaded(key);
      return;
    }
    Threads.thread(
            "runtime-unload",
            () -> {
              try {
                host.close();
              } finally {
                post(() -> unloaded(key, host));
              }
            })
        .start();
  }

  private void unloaded(PlacementCore.Key key, VersionHost host) {
    LOG.info("{} is unloaded", host);
    core.unloaded(key);
    if (!core.holds(key.incarnation())) {
      shared.leases().letGo(host.shard());
    }
  }

  /** Stops the thread and all claims, and takes leave of the fleet. Idempotent. */
  @Override
  public void close() {
    stopped = true;
    if (!Threads.stop(thread, Duration.ofSeconds(2))) {
      LOG.warn("placements did not stop in time");
    }
    loads.close();
    hosts().forEach(VersionHost::stopClaiming);
    try {
      fleet.leave(settings.runtime());
    } catch (MessagingException e) {
      LOG.warn("the fleet cannot be told that this runtime leaves: {}", e.getMessage());
    }
  }

  /** Unloads every version. Runs must have gone. Idempotent. */
  void unloadAll() {
    for (PlacementCore.Key key : List.copyOf(hosts.keySet())) {
      VersionHost host = hosts.remove(key);
      if (host != null) {
        host.close();
      }
    }
  }

  private final class LoadEvents implements Loads.Outcome {
    @Override
    public void loaded(Assignment assignment, LoadedVersion version) {
      post(() -> Placements.this.loaded(assignment, version));
    }

    @Override
    public void failed(Assignment assignment, ServiceRuntimeException problem) {
      post(() -> Placements.this.failed(PlacementCore.Key.of(assignment), problem));
    }
  }
}
