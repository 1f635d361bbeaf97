package org.llamadeploy4j.dist;

import java.time.Duration;
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

  /** Longer than a part takes: a runtime drains for 2 s and unloads for 3 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final Duration patience;
  private boolean closed;

  Lifecycle() {
    this(PATIENCE);
  }

  /**
   * An empty one.
   *
   * @param patience how long to wait for one part to stop
   */
  Lifecycle(Duration patience) {
    this.patience = patience;
  }

  /** Remembers how to stop something that runs now. */
  synchronized <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /**
   * Stops everything; idempotent. What fails to stop, or does not stop in time, is logged and does
   * not keep the rest alive: an embedded Redis above all, which would outlive this process.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      Thread stopping = Thread.ofPlatform().name("stop-" + part.name()).daemon().start(part::stop);
      try {
        if (!stopping.join(patience)) {
          log.warn(
              "{} has not stopped after {} s; the rest stops", part.name(), patience.toSeconds());
        }
      } catch (InterruptedException e) {
        // Whoever wants the end at once gets it: the rest is told to stop and not waited for.
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Part(String name, AutoCloseable closeable) {
    private void stop() {
      try {
        closeable.close();
      } catch (Exception e) {
        log.warn("{} did not stop cleanly", name, e);
      }
    }
  }
}
