package org.llamadeploy4j.workflow.engine;

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
      new Work(TreePMap.empty(), TreePMap.empty(), HashTreePMap.empty(), 0);

  private final PSortedMap<Long, WorkItem> items;
  private final PSortedMap<String, Load> loads;
  private final PMap<String, PSortedSet<Long>> waiters;
  private final int waiting;

  /** What one step has to do. */
  record Load(PSortedSet<Long> ready, int running) {
    static final Load NONE = new Load(TreePSet.empty(), 0);

    boolean idle() {
      return running == 0 && ready.isEmpty();
    }

    Load ready(long item) {
      return new Load(ready.plus(item), running);
    }

    Load notReady(long item) {
      return new Load(ready.minus((Object) item), running);
    }

    Load running(int more) {
      return new Load(ready, running + more);
    }
  }

  private Work(
      PSortedMap<Long, WorkItem> items,
      PSortedMap<String, Load> loads,
      PMap<String, PSortedSet<Long>> waiters,
      int waiting) {
    this.items = items;
    this.loads = loads;
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

  /** What steps have to do, by step; only those that have. */
  PSortedMap<String, Load> loads() {
    return loads;
  }

  /** The items that wait for an event of this type, oldest first. */
  PSortedSet<Long> waitersFor(String type) {
    PSortedSet<Long> ids = waiters.get(type);
    return ids == null ? TreePSet.empty() : ids;
  }

  /** Whether anything is to be done before time passes or something comes from elsewhere. */
  boolean busy() {
    return items.size() > waiting;
  }

  /** Whether nothing runs and nothing is ready to. */
  boolean resting() {
    return loads.isEmpty();
  }

  /** With this item, in place of what had its id. */
  public Work with(WorkItem item) {
    PSortedMap<Long, WorkItem> all = items.plus(item.id(), item);
    WorkItem old = items.get(item.id());
    Work rest = old == null ? this : unindexed(old);
    return rest.indexed(item, all);
  }

  Work without(long id) {
    WorkItem old = items.get(id);
    if (old == null) {
      return this;
    }
    Work rest = unindexed(old);
    return new Work(items.minus((Object) id), rest.loads, rest.waiters, rest.waiting);
  }

  /** Without what is known of an item besides the item itself. */
  private Work unindexed(WorkItem item) {
    return switch (item.phase()) {
      case QUEUED -> with(item.step(), load(item.step()).notReady(item.id()), items);
      case RUNNING -> with(item.step(), load(item.step()).running(-1), items);
      case DELAYED -> this;
      case WAITING -> new Work(items, loads, waiters(item, false), waiting - 1);
    };
  }

  private Work indexed(WorkItem item, PSortedMap<Long, WorkItem> all) {
    return switch (item.phase()) {
      case QUEUED -> with(item.step(), load(item.step()).ready(item.id()), all);
      case RUNNING -> with(item.step(), load(item.step()).running(1), all);
      case DELAYED -> new Work(all, loads, waiters, waiting);
      case WAITING -> new Work(all, loads, waiters(item, true), waiting + 1);
    };
  }

  private Load load(String step) {
    Load load = loads.get(step);
    return load == null ? Load.NONE : load;
  }

  private Work with(String step, Load load, PSortedMap<Long, WorkItem> all) {
    PSortedMap<String, Load> changed =
        load.idle() ? loads.minus((Object) step) : loads.plus(step, load);
    return new Work(all, changed, waiters, waiting);
  }

  private PMap<String, PSortedSet<Long>> waiters(WorkItem item, boolean adds) {
    PMap<String, PSortedSet<Long>> changed = waiters;
    WorkItem.OpenWait wait = item.awaited();
    if (wait == null) {
      return changed;
    }
    for (String type : wait.spec().types()) {
      PSortedSet<Long> ids = changed.get(type);
      PSortedSet<Long> old = ids == null ? TreePSet.empty() : ids;
      PSortedSet<Long> now = adds ? old.plus(item.id()) : old.minus((Object) item.id());
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
