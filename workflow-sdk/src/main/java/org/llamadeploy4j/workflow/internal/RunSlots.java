package org.llamadeploy4j.workflow.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * How many runs may be active at a time; the others wait for their turn in the order in which they
 * came. Guarded by its own lock, under which nothing is started.
 */
final class RunSlots {

  private final int most;
  private final Queue<QueuedRun> waiting = new ArrayDeque<>();
  private int active;

  RunSlots(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "at most " + most + " concurrent runs; at least 1 must be allowed");
    }
    this.most = most;
  }

  /** Starts the run now or when its turn comes. */
  void enter(QueuedRun run) {
    if (mayStart(run)) {
      start(run);
    }
  }

  private synchronized boolean mayStart(QueuedRun run) {
    if (active == most) {
      waiting.add(run);
      return false;
    }
    active++;
    return true;
  }

  private void start(QueuedRun first) {
    QueuedRun run = first;
    while (run != null && !run.start(this::leave)) {
      run = next(); // it was cancelled while it waited
    }
  }

  private void leave() {
    QueuedRun next = next();
    if (next != null) {
      start(next);
    }
  }

  /** The run that takes over the slot that has become free; null: nobody wants it. */
  private synchronized @Nullable QueuedRun next() {
    QueuedRun next = waiting.poll();
    if (next == null) {
      active--;
    }
    return next;
  }
}
