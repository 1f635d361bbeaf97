package org.llamadeploy4j.serviceruntime;

import java.util.List;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the failure of a run that nobody can drive, so that it ends rather than going round
 * between runtimes for ever. Without its driver: no tick is written. Stateless.
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
      for (int i = 0; i < TRIES; i++) {
        if (!(store.complete(request(run, inbox, i))
            instanceof CommitReply.InboxChanged(List<byte[]> arrived))) {
          return;
        }
        inbox += arrived.size();
      }
      LOG.warn("run {} cannot fail while events keep coming", run.claim().task());
    } catch (MessagingException e) {
      LOG.warn("the failure of run {} cannot be stored: {}", run.claim().task(), e.getMessage());
    }
  }

  private static CompleteRequest request(Failing run, int inbox, int attempt) {
    Translation.End end = Translation.failed(RunStatus.FAILED, run.cause());
    PublishedEvent last =
        new PublishedEvent(
            "WorkflowFailedEvent",
            List.of("StopEvent"),
            PublishedEvent.Origin.engine(""),
            false,
            event(run.cause()));
    CommitRequest commit =
        new CommitRequest(
            run.claim(),
            run.claim().token() + ".failed." + attempt,
            run.journalLength(),
            List.of(),
            List.of(Translation.stored(last)),
            inbox,
            false);
    return new CompleteRequest(commit, end.status(), end.result(), null);
  }

  private static byte[] event(RunFailure failure) {
    record Thrown(String exceptionType, String exceptionMessage) {}
    record Failed(String stepName, Thrown exception, int attempts, double elapsedSeconds) {}
    return ProtocolJson.write(
        new Failed("", new Thrown(failure.exceptionType(), failure.message()), 0, 0));
  }
}
