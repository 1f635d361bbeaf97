package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the embedded server alive: one platform thread waits for the process and starts another on
 * the same port and data when it dies. That thread alone starts processes; the fields are guarded
 * by {@code lock}, under which nothing blocks.
 */
final class RedisSupervisor {
  private static final Logger LOG = LoggerFactory.getLogger(RedisSupervisor.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final long HEALTHY_AFTER_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** What is wanted of the server. */
  private enum Wish {
    UP,
    DOWN,
    ENDED
  }

  private final RedisLauncher launcher;
  private final int port;
  private final Duration stopTimeout;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Wish wish = Wish.UP;
  private @Nullable RedisChild child;
  private boolean launching;

  /** Touched by the thread alone. */
  private long pauseMillis;

  private RedisSupervisor(RedisLauncher launcher, RedisLauncher.Launched first) {
    this.launcher = launcher;
    this.port = first.port();
    this.child = first.child();
    this.stopTimeout = launcher.settings().stopTimeout();
    this.thread = Thread.ofPlatform().name("embedded-redis").daemon().unstarted(this::supervise);
  }

  /** Watches a server that answers already. */
  static RedisSupervisor watch(RedisLauncher launcher, RedisLauncher.Launched first) {
    RedisSupervisor supervisor = new RedisSupervisor(launcher, first);
    supervisor.thread.start();
    return supervisor;
  }

  /** The process, if there is one now. */
  @Nullable RedisChild child() {
    lock.lock();
    try {
      return child;
    } finally {
      lock.unlock();
    }
  }

  /** Kills the server as a crash would, and keeps it down until {@link #bringUp}. */
  void knockDown() {
    RedisChild victim = wish(Wish.DOWN);
    if (victim != null) {
      victim.kill();
    }
    await(false);
  }

  /** Ends the server in order if it runs, and starts it anew; returns when it answers. */
  void bringUp() {
    RedisChild old = wish(Wish.DOWN);
    if (old != null) {
      old.terminate(stopTimeout);
    }
    await(false);
    wish(Wish.UP);
    await(true);
  }

  /** Ends server and thread; idempotent. */
  void stop() {
    wish(Wish.ENDED);
    thread.interrupt();
    try {
      if (!thread.join(stopTimeout.plus(stopTimeout))) {
        LOG.warn("the supervisor of the embedded Redis did not end within {}", stopTimeout);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void supervise() {
    try {
      while (step()) {
        // Each step ends with the death of a process, a start, or a change of the wish.
      }
    } catch (InterruptedException e) {
      LOG.debug("the supervisor of the embedded Redis ends");
    } finally {
      Thread.interrupted(); // The child gets its time to end.
      RedisChild last = child();
      if (last != null) {
        last.terminate(stopTimeout);
        replace(null);
      }
    }
  }

  private boolean step() throws InterruptedException {
    RedisChild present = child();
    if (present != null) {
      watch(present);
      return true;
    }
    return switch (awaitWish()) {
      case ENDED -> false;
      case DOWN -> true;
      case UP -> {
        startAgain();
        yield true;
      }
    };
  }

  private void watch(RedisChild present) throws InterruptedException {
    long since = System.nanoTime();
    int code = present.awaitExit();
    if (System.nanoTime() - since > HEALTHY_AFTER_NANOS) {
      pauseMillis = 0;
    }
    replace(null);
    if (wish() == Wish.UP) {
      LOG.warn("the embedded Redis ended unexpectedly with {}: starting it again", code);
    }
  }

  private void startAgain() throws InterruptedException {
    pause();
    if (!beginLaunch()) {
      return;
    }
    RedisChild fresh = null;
    try {
      fresh = launcher.launch(port);
      LOG.info("the embedded Redis is back on port {} as process {}", port, fresh.pid());
    } catch (IOException | MessagingException e) {
      LOG.error("cannot start the embedded Redis again, will try in {} ms", pauseMillis, e);
    } finally {
      endLaunch(fresh);
    }
  }

  private boolean beginLaunch() {
    lock.lock();
    try {
      launching = wish == Wish.UP;
      return launching;
    } finally {
      lock.unlock();
    }
  }

  /** A server that came up after it was wished down is ended like any other. */
  private void endLaunch(@Nullable RedisChild fresh) {
    lock.lock();
    try {
      launching = false;
      child = fresh;
      changed.signalAll();
      if (wish == Wish.UP || fresh == null) {
        return;
      }
    } finally {
      lock.unlock();
    }
    fresh.terminate(stopTimeout);
  }

  /** The first restart is immediate, later ones wait longer and longer. */
  private void pause() throws InterruptedException {
    long nanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    pauseMillis = Math.clamp(pauseMillis * 2, FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    lock.lock();
    try {
      while (nanos > 0 && wish == Wish.UP) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private Wish awaitWish() throws InterruptedException {
    lock.lock();
    try {
      while (wish == Wish.DOWN) {
        changed.await();
      }
      return wish;
    } finally {
      lock.unlock();
    }
  }

  private Wish wish() {
    lock.lock();
    try {
      return wish;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable RedisChild wish(Wish next) {
    lock.lock();
    try {
      if (wish == Wish.ENDED && next != Wish.ENDED) {
        throw new IllegalStateException("the embedded Redis was stopped");
      }
      wish = next;
      changed.signalAll();
      return child;
    } finally {
      lock.unlock();
    }
  }

  private void replace(@Nullable RedisChild next) {
    lock.lock();
    try {
      child = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(boolean up) {
    long nanos = launcher.settings().startTimeout().toNanos();
    lock.lock();
    try {
      while (launching || (child != null) != up) {
        if (nanos <= 0) {
          throw new MessagingException("the embedded Redis did not " + (up ? "start" : "end"));
        }
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingException("interrupted while waiting for the embedded Redis", e);
    } finally {
      lock.unlock();
    }
  }
}
