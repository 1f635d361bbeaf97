package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.RunState.ChildRun;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The child runs that have not ended, by the work item that waits for each.
 *
 * @param busy how many of them are active
 */
public record Children(PSortedMap<Long, ChildRun> runs, int busy) {

  /** No children. */
  public static final Children NONE = new Children(TreePMap.empty(), 0);

  @Nullable ChildRun get(long item) {
    return runs.get(item);
  }

  /** With this child, in place of what the item waited for. */
  public Children with(long item, ChildRun child) {
    return new Children(runs.plus(item, child), busy - count(runs.get(item)) + count(child));
  }

  Children without(long item) {
    return new Children(runs.minus((Object) item), busy - count(runs.get(item)));
  }

  private static int count(@Nullable ChildRun child) {
    return child != null && child.state().active().running() ? 1 : 0;
  }
}
