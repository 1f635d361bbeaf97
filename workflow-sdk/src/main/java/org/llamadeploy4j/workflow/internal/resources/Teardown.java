package org.llamadeploy4j.workflow.internal.resources;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes resources, whatever they throw. */
final class Teardown {

  private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

  private Teardown() {}

  /** What is to be closed, and who made it. */
  record Item(String maker, AutoCloseable resource) {}

  /**
   * Closes the last first, on this thread, with the service's class loader as its context. A
   * failure is logged and the rest is closed; an interruption is kept for afterwards, so that it
   * does not disturb the rest.
   */
  static void close(List<Item> items, String scope, ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    boolean interrupted = Thread.interrupted();
    thread.setContextClassLoader(loader);
    try {
      for (Item item : items.reversed()) {
        close(item, scope);
        interrupted |= Thread.interrupted();
      }
    } finally {
      thread.setContextClassLoader(before);
      if (interrupted) {
        thread.interrupt();
      }
    }
  }

  private static void close(Item item, String scope) {
    try {
      item.resource().close();
    } catch (Throwable e) { // user code may throw anything, errors included
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.warn("closing the resource of maker={} scope={} failed", item.maker(), scope, e);
    }
  }
}
