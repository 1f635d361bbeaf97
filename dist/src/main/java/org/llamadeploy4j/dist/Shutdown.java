package org.llamadeploy4j.dist;

import java.util.concurrent.CountDownLatch;

/**
 * Keeps a program running until somebody ends it: a signal, or {@link #request} from within. The
 * parts are stopped once, on the thread that waits; a signal's handler waits until that is done.
 */
final class Shutdown {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Guarded by this object's monitor. */
  private int status;

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
      Thread.currentThread().interrupt();
    }
    return stop(parts);
  }

  /** Stops the parts and lets a waiting signal handler go on. */
  int stop(Lifecycle parts) {
    parts.close();
    stopped.countDown();
    synchronized (this) {
      return status;
    }
  }

  private void onSignal() {
    requested.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
