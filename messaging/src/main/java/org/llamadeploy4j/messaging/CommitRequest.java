package org.llamadeploy4j.messaging;

import java.util.List;

/**
 * A step forward of one run.
 *
 * @param claim the right to write it
 * @param operationId unique per commit; a repeated commit gets the first reply
 * @param journalLength number of ticks this builds on
 * @param ticks to append
 * @param events to append to the stream
 * @param inboxTaken how many inbox entries the ticks have taken, from the head
 * @param waiting whether every step waits now
 * @param progress whether the ticks hold more than that the run was taken up again
 */
public record CommitRequest(
    RunClaim claim,
    String operationId,
    int journalLength,
    List<byte[]> ticks,
    List<byte[]> events,
    int inboxTaken,
    boolean waiting,
    boolean progress) {
  /** Copies the lists, not the bytes. */
  public CommitRequest {
    ticks = List.copyOf(ticks);
    events = List.copyOf(events);
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
