package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.util.List;
import org.llamadeploy4j.workflow.SnapshotException;
import org.llamadeploy4j.workflow.engine.RunState;
import tools.jackson.core.JacksonException;

/**
 * What a snapshot holds, under its signature. Field names are part of its format.
 *
 * @param workflow logical name of the run's workflow
 * @param fingerprint of the workflow, see {@link Fingerprint}
 * @param stateTypes names of the state types that the workflow and its children declared
 * @param taken when the state was the run's, by the run's clock
 */
record SnapshotBody(
    String workflow,
    String fingerprint,
    List<String> stateTypes,
    String runId,
    Instant taken,
    RunState state) {

  /** The same with another state. */
  SnapshotBody with(RunState changed) {
    return new SnapshotBody(workflow, fingerprint, stateTypes, runId, taken, changed);
  }

  /**
   * @throws SnapshotException when the run holds objects that have no JSON
   */
  byte[] write() {
    try {
      return Json.writeStored(out -> {
        PartsWriter parts = new PartsWriter(out);
        parts.open();
        parts.text("workflow", workflow);
        parts.text("fingerprint", fingerprint);
        parts.texts("state_types", stateTypes);
        parts.text("run", runId);
        parts.instant("taken", taken);
        parts.object("state", () -> new StateWriter(parts).fields(state));
        parts.close();
      });
    } catch (IllegalStateException e) {
      throw new SnapshotException(
          SnapshotException.NOT_JSON,
          "run " + runId + " has no snapshots: " + Failures.message(e),
          e);
    }
  }

  /**
   * @throws SnapshotException when something is missing or unknown
   */
  static SnapshotBody read(byte[] json) {
    try {
      StoredObject in = StoredObject.parse(json, 0);
      return new SnapshotBody(
          in.text("workflow"),
          in.text("fingerprint"),
          in.texts("state_types"),
          in.text("run"),
          in.instant("taken"),
          StateReader.read(in.object("state")));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new SnapshotException(
          SnapshotException.UNREADABLE,
          "the snapshot is signed but cannot be read: " + Failures.message(e),
          e);
    }
  }
}
