package org.llamadeploy4j.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.TaskId;

/** A session in the twin. Guarded by the lock of its {@link TwinShard}. */
final class TwinSession {
  final long created;
  final Deque<TaskId> waiting = new ArrayDeque<>();
  byte @Nullable [] state;
  @Nullable TaskId lock;

  /** How many of its runs were never claimed. */
  long queued;

  TwinSession(long created) {
    this.created = created;
  }

  /** How many of its runs share it and were claimed and have not ended. */
  long beside;

  /** Whether any run is in it or waits for it. */
  boolean inUse() {
    return lock != null || queued > 0 || beside > 0;
  }

  TwinSession copy() {
    TwinSession copy = new TwinSession(created);
    copy.waiting.addAll(waiting);
    copy.state = state;
    copy.lock = lock;
    copy.queued = queued;
    copy.beside = beside;
    return copy;
  }
}
