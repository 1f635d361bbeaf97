package org.llamadeploy4j.messaging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step forward of one run.
 *
 * @param claim the right to write it
 * @param operationId unique per commit; a repeated commit gets the first reply
 * @param journalLength number of ticks this builds on, those that a snapshot stands for included
 * @param ticks to append
 * @param events to append to the stream
 * @param inboxTaken how many inbox entries the ticks have taken, from the head
 * @param waiting whether every step waits now
 * @param progress whether the ticks hold more than that the run was taken up again
 * @param snapshot takes the place of all ticks that this builds on; null: they stay; not copied
 */
public record CommitRequest(
    RunClaim claim,
    String operationId,
    int journalLength,
    List<byte[]> ticks,
    List<byte[]> events,
    int inboxTaken,
    boolean waiting,
    boolean progress,
    byte @Nullable [] snapshot) {
  /**
   * Copies the lists, not the bytes.
   *
   * @throws IllegalArgumentException when there is a snapshot of nothing
   */
  // Not in its compact form, whose parameters lose the nullness of arrays in the class file.
  public CommitRequest(
      RunClaim claim,
      String operationId,
      int journalLength,
      List<byte[]> ticks,
      List<byte[]> events,
      int inboxTaken,
      boolean waiting,
      boolean progress,
      byte @Nullable [] snapshot) {
    checkSnapshot(snapshot, journalLength);
    this.claim = claim;
    this.operationId = operationId;
    this.journalLength = journalLength;
    this.ticks = List.copyOf(ticks);
    this.events = List.copyOf(events);
    this.inboxTaken = inboxTaken;
    this.waiting = waiting;
    this.progress = progress;
    this.snapshot = snapshot;
  }

  static void checkSnapshot(byte @Nullable [] snapshot, int journalLength) {
    if (snapshot != null && (snapshot.length == 0 || journalLength < 1)) {
      throw new IllegalArgumentException("a snapshot of nothing");
    }
  }

  /** A step that leaves the journal so far as it is. */
  public CommitRequest(
      RunClaim claim,
      String operationId,
      int journalLength,
      List<byte[]> ticks,
      List<byte[]> events,
      int inboxTaken,
      boolean waiting,
      boolean progress) {
    this(claim, operationId, journalLength, ticks, events, inboxTaken, waiting, progress, null);
  }

  /** A step whose ticks, if there are any, are progress. */
  public CommitRequest(
      RunClaim claim,
      String operationId,
      int journalLength,
      List<byte[]> ticks,
      List<byte[]> events,
      int inboxTaken,
      boolean waiting) {
    this(claim, operationId, journalLength, ticks, events, inboxTaken, waiting, !ticks.isEmpty());
  }
}
