package org.llamadeploy4j.serviceruntime;

import java.util.List;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.StoredEnd;
import org.llamadeploy4j.protocol.RunFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the failure of a run that nobody can drive, so that it ends rather than going round
 * between runtimes for ever; as cancelled, where somebody has asked for that. Without its driver:
 * no tick is written. Stateless.
 */
final class LastResort {
  private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

  /** Events that come in between must be taken too, and may keep coming. */
  private static final int TRIES = 5;

  private LastResort() {}

  /**
   * A run that is to fail.
   *
   * @param claim the right to write it
   * @param journalLength number of its ticks that are stored
   * @param inbox how many entries its inbox is known to have
   * @param cause why
   */
  record Failing(RunClaim claim, int journalLength, int inbox, RunFailure cause) {}

  /** Blocks for a few calls. A failure that cannot be stored either is logged. */
  static void fail(RunStore store, Failing run) {
    try {
      int inbox = run.inbox();
      StoredEnd end = StoredEnd.failed(run.cause());
      for (int i = 0; i < TRIES; i++) {
        switch (store.complete(request(run, end, inbox, i))) {
          case CommitReply.InboxChanged(List<byte[]> arrived) -> inbox += arrived.size();
          case CommitReply.CancelRequested _ -> end = StoredEnd.CANCELLED;
          case CommitReply.Committed _, CommitReply.StateChanged _, CommitReply.Fenced _ -> {
            return;
          }
        }
      }
      LOG.warn("run {} cannot fail while events keep coming", run.claim().task());
    } catch (MessagingException e) {
      LOG.warn("the failure of run {} cannot be stored: {}", run.claim().task(), e.getMessage());
    }
  }

  private static CompleteRequest request(Failing run, StoredEnd end, int inbox, int attempt) {
    CommitRequest commit =
        new CommitRequest(
            run.claim(),
            run.claim().token() + ".failed." + attempt,
            run.journalLength(),
            List.of(),
            List.of(end.event()),
            inbox,
            false);
    return new CompleteRequest(commit, end.status(), end.result(), null);
  }
}
