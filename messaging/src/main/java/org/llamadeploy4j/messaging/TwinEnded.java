package org.llamadeploy4j.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The runs of a shard that have ended, oldest end first, and how much they hold. Guarded by the
 * lock of its {@link TwinShard}.
 */
final class TwinEnded {
  private final Deque<End> ends = new ArrayDeque<>();
  private long bytes;

  /**
   * The end of a run.
   *
   * @param at store time in milliseconds
   * @param bytes what the run holds
   */
  record End(long at, TaskId task, long bytes) {
    @Override
    public String toString() {
      return at + " " + task + " " + bytes;
    }
  }

  int size() {
    return ends.size();
  }

  /** What all of them hold. */
  long bytes() {
    return bytes;
  }

  End oldest() {
    return ends.getFirst();
  }

  /** In order. */
  List<End> all() {
    return List.copyOf(ends);
  }

  /** Up to so many of the last ones, the last one first. */
  List<End> last(int max) {
    return ends.reversed().stream().limit(max).toList();
  }

  void add(End end) {
    ends.addLast(end);
    bytes += end.bytes();
  }

  void removeOldest() {
    bytes -= ends.removeFirst().bytes();
  }

  /** Takes back that a run has ended. */
  void remove(TaskId task) {
    ends.removeIf(end -> {
      boolean found = end.task().equals(task);
      bytes -= found ? end.bytes() : 0;
      return found;
    });
  }

  void clear() {
    ends.clear();
    bytes = 0;
  }

  TwinEnded copy() {
    TwinEnded copy = new TwinEnded();
    copy.ends.addAll(ends);
    copy.bytes = bytes;
    return copy;
  }
}
