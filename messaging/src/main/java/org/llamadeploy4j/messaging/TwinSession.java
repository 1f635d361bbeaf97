package org.llamadeploy4j.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.TaskId;

/** A session in the twin. Guarded by the lock of its {@link TwinShard}. */
final class TwinSession {
  final long created;

  /** Whether it came with a task, and goes with the last of its tasks. */
  final boolean withTask;

  final Deque<TaskId> waiting = new ArrayDeque<>();
  byte @Nullable [] state;
  @Nullable TaskId lock;

  /** How many of its runs were never claimed. */
  long queued;

  /** How many of its tasks there are, where it came with one. */
  long runs;

  TwinSession(long created, boolean withTask) {
    this.created = created;
    this.withTask = withTask;
  }

  /** How many of its runs share it and were claimed and have not ended. */
  long beside;

  /** Whether any run is in it or waits for it. */
  boolean inUse() {
    return lock != null || queued > 0 || beside > 0;
  }

  TwinSession copy() {
    TwinSession copy = new TwinSession(created, withTask);
    copy.waiting.addAll(waiting);
    copy.state = state;
    copy.lock = lock;
    copy.queued = queued;
    copy.beside = beside;
    copy.runs = runs;
    return copy;
  }
}
