package org.llamadeploy4j.serviceruntime;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs code of a service with that service's class loader as the thread's. Stateless. */
final class ContextLoader {
  private ContextLoader() {}

  static <T extends @Nullable Object> T call(ClassLoader loader, Supplier<T> work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
