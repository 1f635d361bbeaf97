package org.llamadeploy4j.workflow.internal.turns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/** Starts the threads of a run and says when each goes on. Thread-safe. */
public interface Turns {

  /** Every thread goes on whenever it can. */
  Turns FREE = new FreeTurns();

  /** Starts a virtual thread of the run. */
  void start(String name, Runnable task);

  /** A place where other threads of the run may go first. Does nothing on a thread of others. */
  void pause();

  /** Waits for an answer that another thread of the run gives. */
  <T> T await(CompletableFuture<T> answer) throws InterruptedException, ExecutionException;

  /** Takes a permit that another thread of the run gives back. */
  void acquire(Semaphore permits) throws InterruptedException;

  /** Interrupts a thread, which may be one that awaits. */
  void interrupt(Thread thread);

  /** Whether threads go on one at a time, so that none needs a processor of its own. */
  boolean ordered();
}
