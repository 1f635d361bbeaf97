package org.llamadeploy4j.workflow.engine;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The work items of a run and what is asked of them on every tick, so that no tick looks at all of
 * them. Immutable and compared by value.
 */
public final class Work {

  /** No work. */
  public static final Work NONE =
      new Work(TreePMap.empty(), TreePMap.empty(), TreePMap.empty(), HashTreePMap.empty(), 0);

  private final PSortedMap<Long, WorkItem> items;
  private final PSortedMap<String, PSortedSet<Long>> ready;
  private final PSortedMap<String, Integer> running;
  private final PMap<String, PSortedSet<Long>> waiters;
  private final int waiting;

  private Work(
      PSortedMap<Long, WorkItem> items,
      PSortedMap<String, PSortedSet<Long>> ready,
      PSortedMap<String, Integer> running,
      PMap<String, PSortedSet<Long>> waiters,
      int waiting) {
    this.items = items;
    this.ready = ready;
    this.running = running;
    this.waiters = waiters;
    this.waiting = waiting;
  }

  /** All items, oldest first. */
  public SortedMap<Long, WorkItem> items() {
    return items;
  }

  @Nullable WorkItem item(long id) {
    return items.get(id);
  }

  /** The items that wait for a free worker, oldest first, by step; only steps that have such. */
  PSortedMap<String, PSortedSet<Long>> ready() {
    return ready;
  }

  /** How many attempts of a step run. */
  int running(String step) {
    Integer attempts = running.get(step);
    return attempts == null ? 0 : attempts;
  }

  /** The items that wait for an event of this type, oldest first. */
  PSortedSet<Long> waitersFor(String type) {
    return idsOf(waiters, type);
  }

  private static PSortedSet<Long> idsOf(Map<String, PSortedSet<Long>> index, String key) {
    PSortedSet<Long> ids = index.get(key);
    return ids == null ? TreePSet.empty() : ids;
  }

  /** Whether anything is to be done before time passes or something comes from elsewhere. */
  boolean busy() {
    return items.size() > waiting;
  }

  /** Whether nothing runs and nothing is ready to. */
  boolean resting() {
    return running.isEmpty() && ready.isEmpty();
  }

  /** With this item, in place of what had its id. */
  public Work with(WorkItem item) {
    Long id = item.id(); // made once
    PSortedMap<Long, WorkItem> all = items.plus(id, item);
    WorkItem old = all.size() > items.size() ? null : items.get(id);
    Work rest = old == null ? this : unindexed(old, items);
    return switch (item.phase()) {
      case QUEUED ->
          new Work(all, rest.ready(item, true), rest.running, rest.waiters, rest.waiting);
      case RUNNING -> new Work(all, rest.ready, rest.running(item, 1), rest.waiters, rest.waiting);
      case DELAYED -> new Work(all, rest.ready, rest.running, rest.waiters, rest.waiting);
      case WAITING ->
          new Work(all, rest.ready, rest.running, rest.waiters(item, true), rest.waiting + 1);
    };
  }

  Work without(Long id) {
    WorkItem old = items.get(id);
    return old == null ? this : unindexed(old, items.minus((Object) id));
  }

  /** These items, and nothing else that is known of one of them. */
  private Work unindexed(WorkItem item, PSortedMap<Long, WorkItem> all) {
    return switch (item.phase()) {
      case QUEUED -> new Work(all, ready(item, false), running, waiters, waiting);
      case RUNNING -> new Work(all, ready, running(item, -1), waiters, waiting);
      case DELAYED -> new Work(all, ready, running, waiters, waiting);
      case WAITING -> new Work(all, ready, running, waiters(item, false), waiting - 1);
    };
  }

  private PSortedMap<String, PSortedSet<Long>> ready(WorkItem item, boolean adds) {
    PSortedSet<Long> now = changed(idsOf(ready, item.step()), item.id(), adds);
    return now.isEmpty() ? ready.minus((Object) item.step()) : ready.plus(item.step(), now);
  }

  private PSortedMap<String, Integer> running(WorkItem item, int more) {
    int now = running(item.step()) + more;
    return now == 0 ? running.minus((Object) item.step()) : running.plus(item.step(), now);
  }

  private static PSortedSet<Long> changed(PSortedSet<Long> ids, long id, boolean adds) {
    return adds ? ids.plus(id) : ids.minus((Object) id);
  }

  private PMap<String, PSortedSet<Long>> waiters(WorkItem item, boolean adds) {
    PMap<String, PSortedSet<Long>> changed = waiters;
    WorkItem.OpenWait wait = item.awaited();
    if (wait == null) {
      return changed;
    }
    for (String type : wait.spec().types()) {
      PSortedSet<Long> now = changed(idsOf(changed, type), item.id(), adds);
      changed = now.isEmpty() ? changed.minus(type) : changed.plus(type, now);
    }
    return changed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Work that && items.equals(that.items);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  @Override
  public String toString() {
    return items.values().toString();
  }
}
