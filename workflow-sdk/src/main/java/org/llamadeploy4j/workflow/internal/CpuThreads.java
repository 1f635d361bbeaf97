package org.llamadeploy4j.workflow.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The platform threads of steps that compute: as many as there are processors, for the whole
 * process, and none while there is nothing to do. What waits for one is bounded by the workers of
 * the steps of the runs there are. A thread whose step was abandoned is replaced until it is back.
 */
final class CpuThreads {

  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final ThreadPoolExecutor POOL = pool();
  private static final Object LOCK = new Object();

  private static int lost; // guarded by LOCK

  private CpuThreads() {}

  private static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("step-cpu-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** A step's thread will not come back soon: another one takes its place. */
  static void lost() {
    synchronized (LOCK) {
      lost++;
      int threads = Math.max(THREADS, THREADS + lost);
      POOL.setMaximumPoolSize(threads);
      POOL.setCorePoolSize(threads);
    }
  }

  /** A thread that was lost is back after all. */
  static void back() {
    synchronized (LOCK) {
      lost--;
      int threads = Math.max(THREADS, THREADS + lost);
      POOL.setCorePoolSize(threads);
      POOL.setMaximumPoolSize(threads);
    }
  }

  static void run(String name, Runnable attempt) {
    POOL.execute(() -> {
      Thread current = Thread.currentThread();
      String before = current.getName();
      current.setName(name);
      try {
        attempt.run();
      } finally {
        current.setName(before);
      }
    });
  }
}
