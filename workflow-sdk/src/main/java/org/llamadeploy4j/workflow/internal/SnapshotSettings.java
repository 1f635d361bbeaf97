package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.snapshots.KeySource;

/**
 * How snapshots of runs in this process are signed.
 *
 * @param keys the keys, or null for those of the environment or else of the project
 * @param maxBytes of a snapshot
 */
public record SnapshotSettings(@Nullable KeySource keys, long maxBytes) {

  /** The keys of the environment or the project, and 64 MB. */
  public static final SnapshotSettings DEFAULT = new SnapshotSettings(null, 64L << 20);

  public SnapshotSettings {
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "snapshots may have " + maxBytes + " bytes at most; allow them at least 1");
    }
  }
}
