package org.llamadeploy4j.workflow.internal;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The platform threads of steps that compute: at most as many at a time as there are processors,
 * for the whole process, and each attempt on a fresh one, so that nothing a step leaves on its
 * thread reaches another. What waits for one is bounded by the workers of the steps of the runs
 * there are. A thread whose step was abandoned is replaced until it ends.
 *
 * <p>Thread-safe: guarded by its own lock.
 */
final class CpuThreads {
  private static final CpuThreads SHARED =
      new CpuThreads(Runtime.getRuntime().availableProcessors());

  private final int most;
  private final Deque<Task> waiting = new ArrayDeque<>();
  private int running;
  private int lost;

  private record Task(String name, Runnable body) {}

  CpuThreads(int most) {
    this.most = most;
  }

  static CpuThreads shared() {
    return SHARED;
  }

  /** Runs this as soon as a processor is free for it. */
  synchronized void run(String name, Runnable body) {
    waiting.add(new Task(name, body));
    startWaiting();
  }

  /** A step's thread will not end soon: another one takes its place. */
  synchronized void lost() {
    lost++;
    startWaiting();
  }

  /** A thread that was lost is about to end after all. */
  synchronized void back() {
    lost--;
  }

  private void startWaiting() {
    while (running - lost < most && !waiting.isEmpty()) {
      Task task = waiting.remove();
      running++;
      Thread.ofPlatform()
          .daemon()
          .inheritInheritableThreadLocals(false)
          .name(task.name())
          .start(() -> work(task.body()));
    }
  }

  private void work(Runnable body) {
    try {
      body.run();
    } finally {
      ended();
    }
  }

  private synchronized void ended() {
    running--;
    startWaiting();
  }
}
