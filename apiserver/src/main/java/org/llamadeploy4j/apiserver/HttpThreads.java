package org.llamadeploy4j.apiserver;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * Threads for HTTP: platform threads accept and select, so that user code that spins on virtual
 * threads cannot stop them; each request is handled on a virtual thread of its own.
 */
final class HttpThreads {
  private static final int MAX_PLATFORM = 32;
  private static final int MIN_PLATFORM = 4;

  private HttpThreads() {}

  static QueuedThreadPool create() {
    QueuedThreadPool pool = new QueuedThreadPool(MAX_PLATFORM, MIN_PLATFORM);
    pool.setName("http");
    pool.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-request-", 0).factory()));
    return pool;
  }

  /** Those of a pool that handle requests. */
  static Executor forRequests(ThreadPool created) {
    return VirtualThreads.getVirtualThreadsExecutor(created);
  }
}
