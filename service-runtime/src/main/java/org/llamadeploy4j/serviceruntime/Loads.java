package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;

/**
 * Loads versions, a few at a time, each on a platform thread of its own, so that what code of
 * authors leaves on a thread goes with it. A load that takes too long fails and gives its turn to
 * others; when its thread goes on nevertheless, it counts as an abandoned step does. Thread-safe;
 * only {@link #close} may block, and shortly.
 */
final class Loads implements AutoCloseable {
  private static final int AT_ONCE = 4;

  private final VersionLoader loader;
  private final Duration limit;
  private final AbandonedSteps abandoned;
  private final Outcome outcome;
  private final Semaphore turns = new Semaphore(AT_ONCE);
  private final ScheduledExecutorService timer = Threads.timer("runtime-load-limit");

  /**
   * Loads that take no longer than this.
   *
   * @param outcome told once for each load
   */
  Loads(VersionLoader loader, Duration limit, AbandonedSteps abandoned, Outcome outcome) {
    this.loader = loader;
    this.limit = limit;
    this.abandoned = abandoned;
    this.outcome = outcome;
  }

  /** How loads end. Called on any thread; must not block. */
  interface Outcome {
    /** It is loaded, and the callee's to close. */
    void loaded(Assignment assignment, LoadedVersion version);

    /** It cannot be loaded. */
    void failed(Assignment assignment, ServiceRuntimeException problem);
  }

  /** Begins a load, or waits for its turn on its own thread. */
  void load(Assignment assignment) {
    Load load = new Load(assignment);
    load.thread.start();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private enum State {
    RUNNING,
    ENDED,
    GIVEN_UP
  }

  /** One load. Its state says who tells the outcome and frees the turn: its thread or the timer. */
  private final class Load {
    private final Assignment assignment;
    private final String service;
    private final Thread thread;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    Load(Assignment assignment) {
      this.assignment = assignment;
      this.service = assignment.version().spec().id().value();
      this.thread = Threads.thread("runtime-load-" + service, this::run);
    }

    private void run() {
      turns.acquireUninterruptibly();
      var deadline =
          timer.schedule(Threads.guarded(this::giveUp), limit.toNanos(), TimeUnit.NANOSECONDS);
      try {
        LoadedVersion version = loader.load(assignment);
        end(() -> outcome.loaded(assignment, version), version::close);
      } catch (ServiceRuntimeException e) {
        end(() -> outcome.failed(assignment, e), () -> {});
      } finally {
        deadline.cancel(false);
      }
    }

    private String label() {
      return assignment.deployment() + "/" + service;
    }

    private void end(Runnable inTime, Runnable tooLate) {
      if (state.compareAndSet(State.RUNNING, State.ENDED)) {
        turns.release();
        inTime.run();
      } else {
        tooLate.run();
        abandoned.onLoadEnded(label());
      }
    }

    private void giveUp() {
      StackTraceElement[] stack = thread.getStackTrace();
      if (!state.compareAndSet(State.RUNNING, State.GIVEN_UP)) {
        return;
      }
      thread.interrupt();
      abandoned.onLoadGivenUp(label());
      turns.release();
      String place = stack.length == 0 ? "" : ", its thread is at " + stack[0];
      outcome.failed(
          assignment,
          new ServiceRuntimeException(
              Code.CANNOT_RUN,
              "service '%s' was not loaded within %s s%s; its constructor, factory or static initialiser must return soon, do long work in a step"
                  .formatted(service, limit.toMillis() / 1000.0, place)));
    }
  }
}
