package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.turns.Turns;

/**
 * Where the thread of one attempt is, so that it can be stopped and watched while it is in user
 * code. Thread-safe: guarded by its own lock.
 */
final class AttemptLife {

  // guarded by this
  private @Nullable Thread thread;
  private boolean waiting = true; // for a thread
  private @Nullable Instant begun;
  private boolean over;

  // written under the lock
  private volatile boolean stopped;
  private volatile boolean abandoned;

  /**
   * Takes the calling thread; false when the attempt was stopped before, as it may be while it
   * waits for a thread.
   *
   * @param clock of its time limit, or null where it has none
   */
  synchronized boolean begin(@Nullable InstantSource clock) {
    thread = stopped ? null : Thread.currentThread();
    begun = stopped || clock == null ? null : clock.instant();
    waiting = stopped;
    over = stopped;
    return !stopped;
  }

  /** User code will be called once more, on another thread; unless the attempt was stopped. */
  synchronized void again() {
    begun = null;
    waiting = true;
    over = stopped;
  }

  /** Gives the thread back: user code has ended. */
  void end() {
    synchronized (this) {
      over = true;
      thread = null;
    }
    Thread.interrupted(); // meant for user code, which has ended
  }

  /**
   * Interrupts user code, if it still runs. Says whether it is still to be watched: true at most
   * once.
   */
  synchronized boolean stop(Turns turns) {
    if (over) {
      return false; // its outcome is on its way
    }
    boolean watch = !stopped;
    stopped = true;
    if (thread != null) {
      turns.interrupt(thread);
    }
    return watch;
  }

  /** Whether the attempt waits for a thread. */
  synchronized boolean isWaiting() {
    return waiting;
  }

  /** When user code began, where it has a time limit; null while it waits for a thread. */
  synchronized @Nullable Instant begun() {
    return begun;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Marks the attempt as abandoned if its thread is still in user code; says whether it is. */
  synchronized boolean abandonIfAlive() {
    abandoned = !over && thread != null;
    return abandoned;
  }

  boolean isAbandoned() {
    return abandoned;
  }
}
