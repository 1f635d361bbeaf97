/**
 * What makes snapshots trustworthy: keys, where they come from, and the signed envelope around a
 * run's state, {@link org.llamadeploy4j.workflow.internal.snapshots.Envelope}. Knows nothing of
 * runs. For {@code Snapshot}, {@code SnapshotKeys} and the in-process runner only.
 */
@NullMarked
package org.llamadeploy4j.workflow.internal.snapshots;

import org.jspecify.annotations.NullMarked;
