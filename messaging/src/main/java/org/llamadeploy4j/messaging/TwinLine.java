package org.llamadeploy4j.messaging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Where runs stand that are pinned to a version, and beside it the lines of those among them that a
 * runtime met which does not know their reducer. Guarded by the lock of its {@link TwinShard}.
 *
 * @param all lines of the shard, by name
 * @param name of this line
 */
record TwinLine(Map<String, Deque<TaskId>> all, String name) {

  Deque<TaskId> tasks() {
    return all.computeIfAbsent(name, key -> new ArrayDeque<>());
  }

  /** The runs of this line that nobody drives who does not know this reducer. */
  TwinLine of(int reducer) {
    return new TwinLine(all, name + ":" + reducer);
  }

  /** What somebody may take from who knows this reducer, those first that others could not take. */
  List<TwinLine> knownTo(int reducer) {
    List<TwinLine> lines = new ArrayList<>();
    for (int known = reducer; known > 1; known--) {
      lines.add(of(known));
    }
    lines.add(this);
    return lines;
  }

  void remove(TwinRun run) {
    tasks().remove(run.task);
    if (run.reducer > 1) {
      of(run.reducer).tasks().remove(run.task);
    }
  }
}
