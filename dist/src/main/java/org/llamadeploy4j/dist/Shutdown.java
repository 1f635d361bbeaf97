package org.llamadeploy4j.dist;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a program running until somebody ends it: a signal, or {@link #request} from within. A
 * signal interrupts the thread that made this, whatever it waits for; that thread has the parts
 * stopped, and the signal's handler waits until that is done. A part that hangs does not keep the
 * process: after the deadline nobody waits for it any more.
 */
final class Shutdown {
  /** Longer than all parts together take. */
  static final Duration DEADLINE = Duration.ofSeconds(30);

  /** So much longer the signal's handler waits: the thread it interrupted tells what is wrong. */
  private static final Duration REACTION = Duration.ofSeconds(5);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread starter = Thread.currentThread();
  private final Duration deadline;
  private final PrintStream err;

  /** Guarded by this object's monitor. */
  private int status;

  /** Guarded by this object's monitor. */
  private boolean stops;

  private volatile boolean signalled;

  /** Registers for signals; call before the first part starts. */
  Shutdown(PrintStream err) {
    this(DEADLINE, err);
  }

  Shutdown(Duration deadline, PrintStream err) {
    this.deadline = deadline;
    this.err = err;
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
      stops = true;
      // Stopping waits for things, which the interrupt that led here must not cut short.
      Thread.interrupted();
    }
    Thread stopping = Thread.ofPlatform().name("stop").daemon().start(parts::close);
    try {
      if (!stopping.join(deadline)) {
        tellOfHanging();
      }
    } catch (InterruptedException e) {
      // Nobody interrupts a stop; whoever does anyway wants it to end.
      Thread.currentThread().interrupt();
    }
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
      if (!stops) {
        starter.interrupt();
      }
    }
    try {
      if (!stopped.await(deadline.plus(REACTION).toMillis(), TimeUnit.MILLISECONDS)) {
        tellOfHanging();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellOfHanging() {
    err.println("Error: not everything stopped within " + deadline.toSeconds() + " s");
  }
}
