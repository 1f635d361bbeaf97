package org.llamadeploy4j.serviceruntime;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.TwinBug;

/**
 * What is wrong with a simulated world.
 *
 * @param twin with its store; null: nothing
 * @param runtime with each of its runtimes; null: nothing
 */
record SimBug(@Nullable TwinBug twin, @Nullable RuntimeBug runtime) {
  static final SimBug NONE = new SimBug(null, null);

  /** The store as a runtime of this world uses it. */
  RunStore used(RunStore store) {
    return runtime == null ? store : runtime.in(store);
  }
}
