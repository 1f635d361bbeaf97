package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the inboxes of runs that were woken from outside, on a platform thread of its own. The
 * set of runs to look at is guarded by its monitor and holds only runs that are driven here.
 */
final class InboxWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InboxWatch.class);

  /** Wake-ups get lost only with a connection, which wakes everything; so this may be slow. */
  private static final int SWEEPS_PER_LOOK = 10;

  private final RuntimeId runtime;
  private final Signals signals;
  private final DrivenRuns runs;
  private final Duration sweep;
  private final Bell bell;
  private final Complaints complaints = new Complaints(LOG);
  private final Thread thread;

  /** Guarded by itself. */
  private final Set<DrivenRun> wanted = new LinkedHashSet<>();

  private volatile boolean stopped;
  private Signals.@Nullable Subscription subscription;

  InboxWatch(RuntimeId runtime, Signals signals, DrivenRuns runs, Duration sweep, Machine machine) {
    this.runtime = runtime;
    this.signals = signals;
    this.runs = runs;
    this.sweep = sweep;
    this.bell = machine.bell();
    this.thread = machine.thread("runtime-inbox", this::loop);
  }

  void start() {
    thread.start();
  }

  /** Asks for a look at this run. Does not block. */
  void wake(DrivenRun run) {
    synchronized (wanted) {
      wanted.add(run);
    }
    bell.ring();
  }

  private void wake(@Nullable TaskId task) {
    if (task == null) {
      runs.all().forEach(this::wake);
      return;
    }
    DrivenRun run = runs.find(task);
    if (run != null) {
      wake(run);
    }
  }

  private void loop() {
    int sweeps = 0;
    try {
      while (!stopped) {
        Threads.guarded(this::subscribe).run();
        bell.await(sweep);
        if (++sweeps % SWEEPS_PER_LOOK == 0) {
          runs.all().stream().filter(DrivenRun::waiting).forEach(this::wake);
        }
        takeWanted().forEach(run -> Threads.guarded(() -> look(run)).run());
      }
    } catch (InterruptedException e) {
      LOG.debug("the inbox watch ends");
    } finally {
      if (subscription != null) {
        subscription.close();
      }
    }
  }

  private void subscribe() {
    if (subscription == null) {
      try {
        subscription = signals.onInbox(runtime, this::wake);
      } catch (MessagingException e) {
        complaints.about("subscription", "inboxes cannot be listened to", e);
      }
    }
  }

  private List<DrivenRun> takeWanted() {
    synchronized (wanted) {
      List<DrivenRun> taken = new ArrayList<>(wanted);
      wanted.clear();
      return taken;
    }
  }

  private void look(DrivenRun run) {
    try {
      run.look();
      complaints.settled("look");
    } catch (MessagingException e) {
      complaints.about("look", "inboxes cannot be looked at", e);
    }
  }

  /** Stops the thread. Idempotent. */
  @Override
  public void close() {
    stopped = true;
    if (!Threads.stop(thread, Duration.ofSeconds(1))) {
      LOG.warn("the inbox watch did not stop in time");
    }
  }
}
