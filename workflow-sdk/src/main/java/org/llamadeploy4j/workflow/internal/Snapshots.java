package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.llamadeploy4j.workflow.Snapshot;
import org.llamadeploy4j.workflow.SnapshotException;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.internal.snapshots.Envelope;
import org.llamadeploy4j.workflow.internal.snapshots.KeySource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes snapshots of runs, and reads them, of one workflow. Immutable and thread-safe. */
public final class Snapshots {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final Program program;
  private final KeySource keys;
  private final long maxBytes;

  Snapshots(Program program, SnapshotSettings settings) {
    this.program = program;
    this.keys = settings.keys() == null ? KeySource.of(program.options().env()) : settings.keys();
    this.maxBytes = settings.maxBytes();
  }

  /**
   * A run at one moment.
   *
   * @param state with its active time stopped
   */
  record Moment(Instant at, RunState state) {}

  /** The behaviour of {@link Snapshot#description}. */
  public static Snapshot.Description describe(byte[] bytes, KeySource keys) {
    Envelope.Opened opened = Envelope.open(bytes, keys.toVerify());
    SnapshotBody body = SnapshotBody.read(opened.content());
    return new Snapshot.Description(
        body.workflow(), body.runId(), body.taken(), body.fingerprint(), opened.keyId());
  }

  Snapshot take(String runId, Moment moment) {
    SnapshotBody body =
        new SnapshotBody(
            program.flow(),
            Fingerprint.of(program),
            stateTypes(),
            runId,
            moment.at(),
            moment.state());
    byte[] bytes = Envelope.seal(body.write(), keys.toSign());
    checkSize(bytes.length);
    return Snapshot.of(bytes);
  }

  private List<String> stateTypes() {
    TreeSet<String> names = new TreeSet<>();
    for (Program each : program.family().all()) {
      each.stateTypes().forEach(name -> names.add(each.flow() + "/" + name));
    }
    return new ArrayList<>(names);
  }

  private void checkSize(int bytes) {
    if (bytes > maxBytes) {
      throw new SnapshotException(
          SnapshotException.TOO_LARGE,
          "the snapshot has %d bytes, of %d allowed; see withSnapshotLimit"
              .formatted(bytes, maxBytes));
    }
  }

  /**
   * What is in a snapshot that this workflow can go on from.
   *
   * @throws SnapshotException saying why it cannot
   */
  SnapshotBody open(Snapshot snapshot) {
    checkSize(snapshot.sizeBytes());
    SnapshotBody stored =
        SnapshotBody.read(Envelope.open(snapshot.bytes(), keys.toVerify()).content());
    checkGoesOn(stored);
    Renames names = new Renames(program, Renames.Seen.NOTHING);
    SnapshotBody body = stored.with(StateNames.today(stored.state(), names));
    checkFits(body);
    if (!body.fingerprint().equals(Fingerprint.of(program))) {
      LOG.info(
          "run={} goes on in a changed workflow={}; all that its snapshot needs is there",
          body.runId(),
          program.flow());
    }
    return body;
  }

  private void checkGoesOn(SnapshotBody body) {
    if (!body.workflow().equals(program.flow())) {
      throw new SnapshotException(
          SnapshotException.OTHER_WORKFLOW,
          "the snapshot is of the workflow %s, not of %s"
              .formatted(body.workflow(), program.flow()));
    }
    if (body.state().ended() || body.state().begun() == null) {
      throw new SnapshotException(
          SnapshotException.RUN_ENDED, "run " + body.runId() + " had ended, or never begun");
    }
  }

  private void checkFits(SnapshotBody body) {
    RunCheck check = RunCheck.all(program, body.state(), body.stateTypes());
    if (!check.missing().isEmpty()) {
      throw new SnapshotException(
          SnapshotException.UNKNOWN_NAME,
          "the snapshot of run %s needs %s, which this version of %s does not have; what was renamed needs its old name as an alias"
              .formatted(body.runId(), String.join(", ", check.missing()), program.flow()));
    }
    if (!check.unreadable().isEmpty()) {
      throw new SnapshotException(
          SnapshotException.UNREADABLE,
          "the snapshot of run %s does not fit this version of %s: %s"
              .formatted(body.runId(), program.flow(), String.join("; ", check.unreadable())));
    }
  }
}
