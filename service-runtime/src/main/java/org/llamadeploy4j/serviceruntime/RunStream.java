package org.llamadeploy4j.serviceruntime;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what steps of one run stream, a bounded number of events at a time. Thread-safe. */
final class RunStream {
  private static final Logger LOG = LoggerFactory.getLogger(RunStream.class);
  private static final int MAX_UNANSWERED = 256;

  private final RunClaim claim;
  private final RunStore store;
  private final Consumer<String> onStale;
  private final Semaphore places = new Semaphore(MAX_UNANSWERED);

  /**
   * Nothing sent yet.
   *
   * @param onStale told when the store says that the claim does not hold; must not block
   */
  RunStream(RunClaim claim, RunStore store, Consumer<String> onStale) {
    this.claim = claim;
    this.store = store;
    this.onStale = onStale;
  }

  /** Blocks only while very many events of this run are on their way. */
  void publish(PublishedEvent event) {
    places.acquireUninterruptibly();
    CompletionStage<Boolean> answer;
    try {
      answer = store.publish(claim, List.of(Translation.stored(event)));
    } catch (MessagingException e) {
      places.release();
      LOG.warn("an event that run {} streams is lost: {}", claim.task(), e.getMessage());
      return;
    }
    answer.whenComplete((stored, problem) -> {
      places.release();
      if (problem != null) {
        LOG.warn("an event that run {} streams is lost: {}", claim.task(), problem.toString());
      } else if (!stored) {
        onStale.accept("the store says that the run is not ours");
      }
    });
  }
}
