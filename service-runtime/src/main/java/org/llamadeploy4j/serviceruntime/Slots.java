package org.llamadeploy4j.serviceruntime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts what runs of one version occupy: a run holds a slot while a step of it runs or is due, and
 * none while it waits. Where the author limits concurrent runs, each counts until it ends.
 * Thread-safe, never blocks.
 */
final class Slots {
  private final RuntimeSettings.Limits limits;
  private final int most;
  private final Runnable onFreed;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Slots of one version.
   *
   * @param most how many runs its author allows here at a time, waiting ones included
   * @param onFreed called after each slot that became free; must not block
   */
  Slots(RuntimeSettings.Limits limits, int most, Runnable onFreed) {
    this.limits = limits;
    this.most = most;
    this.onFreed = onFreed;
  }

  /** How many runs may be claimed now. */
  int free() {
    if (waiting.get() >= limits.waiting()) {
      return 0;
    }
    return Math.max(0, Math.min(limits.running() - running.get(), most - occupied()));
  }

  /** How many runs there are. */
  int occupied() {
    return running.get() + waiting.get();
  }

  /** How many of them do not wait. */
  int running() {
    return running.get();
  }

  /** A slot for a run that was claimed. */
  Slot occupy() {
    running.incrementAndGet();
    return new Slot();
  }

  /** One run's place. */
  final class Slot {
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    /** The run waits, or goes on. It may go on while no slot is free: nobody was asked before. */
    void waits(boolean now) {
      move(now ? State.WAITING : State.RUNNING);
    }

    /** Whether so many runs of the version wait that soon none more could be claimed. */
    boolean crowded() {
      return waiting.get() > limits.waiting() / 2;
    }

    /** The run is over here. Idempotent and final. */
    void leave() {
      count(state.getAndSet(State.GONE), -1);
      onFreed.run();
    }

    private void move(State next) {
      State before = state.get();
      if (before != next && before != State.GONE && state.compareAndSet(before, next)) {
        count(next, 1);
        count(before, -1);
        if (next == State.WAITING) {
          onFreed.run();
        }
      }
    }

    private void count(State counted, int change) {
      switch (counted) {
        case RUNNING -> running.addAndGet(change);
        case WAITING -> waiting.addAndGet(change);
        case GONE -> {}
      }
    }
  }

  private enum State {
    RUNNING,
    WAITING,
    GONE
  }
}
