package org.llamadeploy4j.workflow.internal;

import java.util.function.Supplier;
import org.llamadeploy4j.workflow.RunStates;

/**
 * How runs in this process are kept.
 *
 * @param ids makes the ids of runs
 * @param journaled whether their journals are kept in memory
 * @param internalEvents whether the states of steps are on the stream from the start
 * @param states what runs begin with
 * @param snapshots how snapshots of them are signed
 */
public record LocalRunSettings(
    Supplier<String> ids,
    boolean journaled,
    boolean internalEvents,
    RunStates states,
    SnapshotSettings snapshots) {

  /** Without journals, internal events and states, and with the default signatures. */
  public LocalRunSettings(Supplier<String> ids) {
    this(ids, false, false, RunStates.empty(), SnapshotSettings.DEFAULT);
  }

  /** The same with run ids from this supplier. */
  public LocalRunSettings withIds(Supplier<String> supplier) {
    return new LocalRunSettings(supplier, journaled, internalEvents, states, snapshots);
  }

  /** The same with journals. */
  public LocalRunSettings withJournal() {
    return new LocalRunSettings(ids, true, internalEvents, states, snapshots);
  }

  /** The same with internal events. */
  public LocalRunSettings withInternalEvents() {
    return new LocalRunSettings(ids, journaled, true, states, snapshots);
  }

  /** The same with runs that begin with these states. */
  public LocalRunSettings withStates(RunStates first) {
    return new LocalRunSettings(ids, journaled, internalEvents, first, snapshots);
  }

  /** The same with snapshots signed in this way. */
  public LocalRunSettings withSnapshots(SnapshotSettings other) {
    return new LocalRunSettings(ids, journaled, internalEvents, states, other);
  }

  String nextId() {
    String id = ids.get();
    if (id == null) {
      throw new NullPointerException(
          "withRunIds: its argument 'ids' gave null; let it give each run an id of its own");
    }
    return id;
  }
}
