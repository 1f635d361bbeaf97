package org.llamadeploy4j.workflow.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The platform threads of steps that compute: as many as there are processors, for the whole
 * process, and none while there is nothing to do. What waits for one is bounded by the workers of
 * the steps of the runs there are.
 */
final class CpuThreads {

  private static final ThreadPoolExecutor POOL = pool();

  private CpuThreads() {}

  private static ThreadPoolExecutor pool() {
    int threads = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("step-cpu-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
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
