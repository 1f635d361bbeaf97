package org.llamadeploy4j.dist;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a program, stopped in reverse order of their start. A start that fails stops what
 * was started before. Used by one thread at a time; {@link #close} may come from another one and
 * waits.
 */
final class Lifecycle implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Deque<Part> parts = new ArrayDeque<>();
  private boolean closed;

  /** Remembers how to stop something that runs now. */
  synchronized <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /**
   * Stops everything; idempotent. What fails to stop is logged and does not keep the rest alive.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closeable().close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        log.warn("{} did not stop cleanly", part.name(), e);
      }
    }
  }

  private record Part(String name, AutoCloseable closeable) {}
}
