package org.llamadeploy4j.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run whose steps all wait, and which nobody need drive until an event comes or its next timer is
 * due.
 *
 * @param claim the right to write it; given up when the run is parked
 * @param operationId unique per try; a repeated try gets the first reply
 * @param journalLength number of its ticks, all of them stored, those that a snapshot stands for
 *     included
 * @param dueIn how long until its next timer is due, by the store's clock; null: it has none
 * @param snapshot takes the place of its journal; null: that stays; not copied
 */
public record ParkRequest(
    RunClaim claim,
    String operationId,
    int journalLength,
    @Nullable Duration dueIn,
    byte @Nullable [] snapshot) {
  private static final Duration MILLI = Duration.ofMillis(1);

  /**
   * Rounds up to whole milliseconds, which stores count in; what is due already is due now.
   *
   * @throws IllegalArgumentException when there is a snapshot of nothing
   */
  // Not in its compact form, whose parameters lose the nullness of arrays in the class file.
  public ParkRequest(
      RunClaim claim,
      String operationId,
      int journalLength,
      @Nullable Duration dueIn,
      byte @Nullable [] snapshot) {
    CommitRequest.checkSnapshot(snapshot, journalLength);
    this.claim = claim;
    this.operationId = operationId;
    this.journalLength = journalLength;
    this.dueIn = dueIn == null ? null : wholeMillis(dueIn);
    this.snapshot = snapshot;
  }

  private static Duration wholeMillis(Duration dueIn) {
    Duration up = dueIn.plus(MILLI).minusNanos(1);
    return up.isNegative() ? Duration.ZERO : Duration.ofMillis(up.toMillis());
  }

  /** A run whose journal stays as it is. */
  public ParkRequest(
      RunClaim claim, String operationId, int journalLength, @Nullable Duration dueIn) {
    this(claim, operationId, journalLength, dueIn, null);
  }
}
