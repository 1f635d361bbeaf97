package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this module's threads: platform threads, named, daemons, so that neither a spinning step
 * nor a forgotten thread keeps the process from its work or its end. Stateless.
 */
final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

  private Threads() {}

  /** One thread that runs short tasks at their times. */
  static ScheduledExecutorService timer(String name) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory(name));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Threads that make blocking calls; refuses more than {@code queued} at a time. */
  static ExecutorService pool(String name, int threads, int queued) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queued),
            factory(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** A thread for one task, not started. */
  static Thread thread(String name, Runnable task) {
    return builder(name).unstarted(task);
  }

  static ThreadFactory factory(String name) {
    return Thread.ofPlatform()
        .name(name + "-", 0)
        .daemon(true)
        .inheritInheritableThreadLocals(false)
        .uncaughtExceptionHandler(Threads::report)
        .factory();
  }

  private static Thread.Builder.OfPlatform builder(String name) {
    return Thread.ofPlatform()
        .name(name)
        .daemon(true)
        .inheritInheritableThreadLocals(false)
        .uncaughtExceptionHandler(Threads::report);
  }

  /** The task, reporting what it throws instead of ending the thread or timer it runs on. */
  static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        report(Thread.currentThread(), e);
      }
    };
  }

  private static void report(Thread thread, Throwable problem) {
    LOG.error("an error of this program on thread {}", thread.getName(), problem);
  }

  /** Waits for an executor that was shut down; interrupts what does not end in time. */
  static void awaitEnd(ExecutorService executor, Duration limit) {
    try {
      if (!executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Interrupts a thread and waits for its end.
   *
   * @return whether it ended in time
   */
  static boolean stop(Thread thread, Duration limit) {
    thread.interrupt();
    return join(thread, limit);
  }

  /**
   * Waits for a thread's end. A thread that was never started has ended.
   *
   * @return whether it ended in time
   */
  static boolean join(Thread thread, Duration limit) {
    try {
      return thread.getState() == Thread.State.NEW || thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
