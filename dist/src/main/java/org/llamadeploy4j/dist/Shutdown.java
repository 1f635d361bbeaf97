package org.llamadeploy4j.dist;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a program running until somebody ends it: a signal, or {@link #request} from within. A
 * signal interrupts the thread that made this, whatever it waits for; the parts are stopped on that
 * thread, and the signal's handler waits until that is done.
 */
final class Shutdown {
  /** Longer than all parts together take; a part that hangs must not keep the process. */
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread starter = Thread.currentThread();

  /** Guarded by this object's monitor. */
  private int status;

  /** Guarded by this object's monitor. */
  private boolean stopping;

  private volatile boolean signalled;

  /** Registers for signals; call before the first part starts. */
  Shutdown() {
    Thread hook = Thread.ofPlatform().name("shutdown").unstarted(this::onSignal);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Asks the program to end; the first status that is not 0 counts. */
  void request(int exitStatus) {
    synchronized (this) {
      if (status == 0) {
        status = exitStatus;
      }
    }
    requested.countDown();
  }

  /**
   * Blocks until the end is asked for, then stops the parts.
   *
   * @return the exit status
   */
  int awaitAndStop(Lifecycle parts) {
    try {
      requested.await();
    } catch (InterruptedException e) {
      // The signal's way to say what the latch says too; stop() takes care of the flag.
      starter.interrupt();
    }
    return stop(parts);
  }

  /** Whether a signal asked for the end, maybe in addition. */
  boolean signalled() {
    return signalled;
  }

  /** Stops the parts and lets a waiting signal handler go on. */
  int stop(Lifecycle parts) {
    synchronized (this) {
      stopping = true;
      // Stopping waits for things, which the interrupt that led here must not cut short.
      Thread.interrupted();
    }
    parts.close();
    stopped.countDown();
    synchronized (this) {
      return status;
    }
  }

  /** What a signal does; blocks until the parts have stopped. */
  void onSignal() {
    signalled = true;
    requested.countDown();
    synchronized (this) {
      if (!stopping) {
        starter.interrupt();
      }
    }
    try {
      if (!stopped.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("Error: not everything stopped within " + DEADLINE.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
