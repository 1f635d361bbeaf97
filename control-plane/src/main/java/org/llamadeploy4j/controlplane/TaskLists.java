package org.llamadeploy4j.controlplane;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.RunControl;
import org.llamadeploy4j.messaging.TaskPage;
import org.llamadeploy4j.messaging.TaskPlace;
import org.llamadeploy4j.messaging.TaskView;

/** Lists the tasks of all shards of a deployment as if they were one. Immutable; calls block. */
final class TaskLists {
  /**
   * How many tasks of a shard one call of the store looks at: it holds up all others for so long.
   */
  private static final int LOOK = 500;

  /** How many calls of the store make one page at most. */
  private static final int CALLS = 20;

  /** How many tasks of a shard are looked at for one page. */
  static final int LOOKED_AT = LOOK * CALLS;

  private static final Comparator<TaskView> NEWEST_FIRST =
      Comparator.comparing(TaskLists::place).reversed();

  private final RunControl control;
  private final Shards shards;

  TaskLists(RunControl control, Shards shards) {
    this.control = control;
    this.shards = shards;
  }

  /** A page; one that found little among the many tasks it looked at is short. */
  TaskPage page(TaskFilter filter, @Nullable TaskPlace after, int max) {
    List<TaskView> found = new ArrayList<>();
    TaskPlace from = after;
    for (int call = 0; call < CALLS; call++) {
      TaskPage part = part(filter, from, max - found.size());
      found.addAll(part.tasks());
      from = part.next();
      if (from == null || found.size() == max) {
        break;
      }
    }
    return new TaskPage(found, from);
  }

  /** Each shard was looked at down to some place; what holds for all ends at the first of these. */
  private TaskPage part(TaskFilter filter, @Nullable TaskPlace after, int max) {
    List<TaskPage> pages =
        shards.all().stream()
            .map(shard -> control.list(shard, filter.query(after, max, LOOK)))
            .toList();
    TaskPlace end =
        pages.stream()
            .map(TaskPage::next)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null);
    List<TaskView> all =
        pages.stream()
            .flatMap(page -> page.tasks().stream())
            .filter(task -> end == null || place(task).compareTo(end) >= 0)
            .sorted(NEWEST_FIRST)
            .toList();
    return all.size() <= max
        ? new TaskPage(all, end)
        : new TaskPage(all.subList(0, max), place(all.get(max - 1)));
  }

  private static TaskPlace place(TaskView task) {
    return new TaskPlace(task.submittedAt().toEpochMilli(), task.task());
  }
}
