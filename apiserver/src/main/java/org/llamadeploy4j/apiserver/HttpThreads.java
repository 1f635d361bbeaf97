package org.llamadeploy4j.apiserver;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Threads for HTTP: platform threads accept and select, so that user code that spins on virtual
 * threads cannot stop them; each request is handled on a virtual thread of its own.
 */
final class HttpThreads {
  private static final int MAX_PLATFORM = 32;
  private static final int MIN_PLATFORM = 4;

  private HttpThreads() {}

  /** Those that accept and select. */
  static QueuedThreadPool pool() {
    QueuedThreadPool pool = new QueuedThreadPool(MAX_PLATFORM, MIN_PLATFORM);
    pool.setName("http");
    pool.setVirtualThreadsExecutor(requests());
    return pool;
  }

  /** Those that handle requests. */
  static Executor requests() {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name("http-request-", 0).factory());
  }
}
