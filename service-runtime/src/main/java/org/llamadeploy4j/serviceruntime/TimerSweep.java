package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.llamadeploy4j.messaging.FireReply;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts runs whose time has come into their queues, on a platform thread of its own that sleeps
 * until the next one is due. Any number of processes may do so at once.
 */
final class TimerSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TimerSweep.class);
  private static final int AT_ONCE = 100;

  /** A timer may have been set since the last look; this late it fires at most. */
  private static final Duration LONGEST_SLEEP = Duration.ofMillis(500);

  private final RunStore store;
  private final Supplier<? extends Collection<Shard>> shards;
  private final Complaints complaints = new Complaints(LOG);
  private final Bell bell;
  private final Thread thread;
  private volatile boolean stopped;

  TimerSweep(RunStore store, Supplier<? extends Collection<Shard>> shards, Machine machine) {
    this.store = store;
    this.shards = shards;
    this.bell = machine.bell();
    this.thread = machine.thread("runtime-timer-sweep", this::loop);
  }

  void start() {
    thread.start();
  }

  private void loop() {
    try {
      while (!stopped) {
        bell.await(round());
      }
    } catch (InterruptedException e) {
      LOG.debug("the timer sweep ends");
    }
  }

  /** Returns how long to sleep. */
  private Duration round() {
    Duration sleep = LONGEST_SLEEP;
    for (Shard shard : shards.get()) {
      Duration next = fire(shard);
      sleep = next.compareTo(sleep) < 0 ? next : sleep;
    }
    return sleep;
  }

  private Duration fire(Shard shard) {
    try {
      FireReply reply = store.fire(shard, AT_ONCE);
      complaints.settled("timers");
      Duration next = reply.next();
      return next == null ? LONGEST_SLEEP : next;
    } catch (MessagingException e) {
      complaints.about("timers", "timers of " + shard + " cannot be looked at", e);
    } catch (RuntimeException e) {
      LOG.error("timers of {} met a defect", shard, e);
    }
    return LONGEST_SLEEP;
  }

  /** Stops the thread after the call it may be at. Idempotent. */
  @Override
  public void close() {
    stopped = true;
    bell.ring();
    if (!Threads.join(thread, Duration.ofSeconds(1))
        && !Threads.stop(thread, Duration.ofSeconds(1))) {
      LOG.warn("the timer sweep did not stop in time");
    }
  }
}
