package org.llamadeploy4j.workflow.internal;

import java.util.function.Supplier;

/**
 * How runs in this process are kept.
 *
 * @param ids makes the ids of runs
 * @param journaled whether their journals are kept in memory
 * @param internalEvents whether the states of steps are on the stream from the start
 * @param snapshots how snapshots of them are signed
 */
public record LocalRunSettings(
    Supplier<String> ids, boolean journaled, boolean internalEvents, SnapshotSettings snapshots) {

  /** The same with ids from here. */
  public LocalRunSettings withIds(Supplier<String> other) {
    return new LocalRunSettings(other, journaled, internalEvents, snapshots);
  }

  /** The same with journals. */
  public LocalRunSettings withJournals() {
    return new LocalRunSettings(ids, true, internalEvents, snapshots);
  }

  /** The same with the states of steps on the stream. */
  public LocalRunSettings withInternalEvents() {
    return new LocalRunSettings(ids, journaled, true, snapshots);
  }

  /** The same with snapshots signed in this way. */
  public LocalRunSettings withSnapshots(SnapshotSettings other) {
    return new LocalRunSettings(ids, journaled, internalEvents, other);
  }

  String nextId() {
    return ids.get();
  }
}
