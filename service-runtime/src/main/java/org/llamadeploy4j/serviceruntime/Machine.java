package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * What the shells of this module take from the machine: threads, waiting, and chance. In a program
 * it is {@link #REAL}; a simulation brings one of its own, on which the same shells go in an order
 * that a seed gives. Thread-safe.
 */
interface Machine {
  /** Platform threads, the time of this computer, random tokens. */
  Machine REAL = new PlatformMachine();

  /** Nanoseconds of one monotonic source. */
  long nanos();

  /** A thread for one task, not started. */
  Thread thread(String name, Runnable task);

  /** Threads that make blocking calls; refuses more than {@code queued} at a time. */
  ExecutorService pool(String name, int threads, int queued);

  /** Does the task again and again, with this pause before each, until it is closed. */
  Rounds rounds(String name, Duration pause, Runnable task);

  /** A bell that has not rung. */
  Bell bell();

  /** Blocks the calling thread. */
  void sleep(Duration time) throws InterruptedException;

  /** A token that nobody else has. */
  String token();

  /** Something that is done again and again. */
  interface Rounds extends AutoCloseable {
    /** Does it no more; waits a second for the round it may be at. Idempotent. */
    @Override
    void close();
  }
}
