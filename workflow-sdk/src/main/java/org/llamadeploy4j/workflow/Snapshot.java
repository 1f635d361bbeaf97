package org.llamadeploy4j.workflow;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.internal.Snapshots;

/**
 * A run at one moment, as signed bytes: kept anywhere, {@linkplain Workflow#recover recovered} from
 * in any process that has the workflow and the key. It is signed, not encrypted: whoever has the
 * bytes can read the run's events and states. Nothing in it is believed before its signature was
 * found right. Immutable.
 */
public final class Snapshot {

  private final byte[] bytes;

  private Snapshot(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The snapshot with these bytes, copied; whether they are one is found out when it is used. */
  public static Snapshot of(byte[] bytes) {
    return new Snapshot(Required.notNull(bytes, "of", "bytes", "the bytes of a snapshot").clone());
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes it has. */
  public int sizeBytes() {
    return bytes.length;
  }

  /** Writes its bytes; neither flushes nor closes. */
  public void writeTo(OutputStream out) throws IOException {
    Required.notNull(out, "writeTo", "out", "the stream to write to").write(bytes);
  }

  /**
   * What it is of, once its signature was found right.
   *
   * @throws SnapshotException when it is no snapshot, was changed, or none of these keys signed it
   */
  public Description description(SnapshotKeys keys) {
    return Snapshots.describe(
        bytes, Required.notNull(keys, "description", "keys", "the keys to verify with").source());
  }

  /**
   * What a snapshot is of.
   *
   * @param workflow the workflow's logical name
   * @param runId the run's id
   * @param takenAt when, by the clock of the run
   * @param fingerprint of the workflow's steps and event types then; differs for most changes of
   *     the workflow
   * @param keyId the key that signed it
   */
  public record Description(
      String workflow, String runId, Instant takenAt, String fingerprint, String keyId) {}

  /** Whether it has the same bytes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Snapshot that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Snapshot[" + bytes.length + " bytes]";
  }
}
