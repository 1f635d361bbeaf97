package org.llamadeploy4j.messaging;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;

/**
 * A run with all that is needed to drive it.
 *
 * @param claim the right to write it
 * @param service its service
 * @param session its session; null: none
 * @param input start input as submitted
 * @param sessionState state of the session as its last completed run left it; null: none yet
 * @param journal ticks so far, in order; the first may be a snapshot that stands for many
 * @param inbox external events not yet taken, in order of acceptance
 * @param replyTo as submitted
 * @param sharesSession whether other runs may use its session at the same time
 * @param journalLength number of its ticks ever, which its next write builds on
 */
public record ClaimedRun(
    RunClaim claim,
    ServiceId service,
    @Nullable SessionId session,
    byte[] input,
    byte @Nullable [] sessionState,
    List<byte[]> journal,
    List<byte[]> inbox,
    String replyTo,
    boolean sharesSession,
    int journalLength) {
  /** Copies the lists, not the bytes. */
  // Not in its compact form, whose parameters lose the nullness of arrays in the class file.
  public ClaimedRun(
      RunClaim claim,
      ServiceId service,
      @Nullable SessionId session,
      byte[] input,
      byte @Nullable [] sessionState,
      List<byte[]> journal,
      List<byte[]> inbox,
      String replyTo,
      boolean sharesSession,
      int journalLength) {
    this.claim = claim;
    this.service = service;
    this.session = session;
    this.input = input;
    this.sessionState = sessionState;
    this.journal = List.copyOf(journal);
    this.inbox = List.copyOf(inbox);
    this.replyTo = replyTo;
    this.sharesSession = sharesSession;
    this.journalLength = journalLength;
  }

  /** A run that has its session alone, or none, and all its ticks. */
  public ClaimedRun(
      RunClaim claim,
      ServiceId service,
      @Nullable SessionId session,
      byte[] input,
      byte @Nullable [] sessionState,
      List<byte[]> journal,
      List<byte[]> inbox,
      String replyTo) {
    this(
        claim,
        service,
        session,
        input,
        sessionState,
        journal,
        inbox,
        replyTo,
        false,
        journal.size());
  }
}
