package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.RunState.ChildRun;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The child runs that have not ended, by the work item that waits for each.
 *
 * @param busy how many of them are active
 * @param awake how many of them are not at rest
 */
public record Children(PSortedMap<Long, ChildRun> runs, int busy, int awake) {

  /** No children. */
  public static final Children NONE = new Children(TreePMap.empty(), 0, 0);

  @Nullable ChildRun get(long item) {
    return runs.get(item);
  }

  /** With this child, in place of what the item waited for. */
  public Children with(long item, ChildRun child) {
    ChildRun old = runs.get(item);
    return new Children(
        runs.plus(item, child),
        busy - active(old) + active(child),
        awake - awake(old) + awake(child));
  }

  Children without(long item) {
    ChildRun old = runs.get(item);
    return new Children(runs.minus((Object) item), busy - active(old), awake - awake(old));
  }

  private static int active(@Nullable ChildRun child) {
    return child != null && child.state().active().running() ? 1 : 0;
  }

  private static int awake(@Nullable ChildRun child) {
    return child != null && !child.state().atRest() ? 1 : 0;
  }
}
