package org.llamadeploy4j.serviceruntime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.PublishReply;
import org.llamadeploy4j.messaging.PublishRequest;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the steps of one claimed run stream, on its way to the store: each event once and in order,
 * whatever becomes of single calls. Nothing is forgotten before the store has said that it has it.
 *
 * <p>Owned by the holder of the run's writer permit; the {@link Host} is told on any thread.
 */
final class RunStream {
  private static final Logger LOG = LoggerFactory.getLogger(RunStream.class);
  private static final int MOST_UNANSWERED = 256;
  private static final CompletableFuture<PublishReply> NOT_SENT =
      CompletableFuture.failedFuture(new IllegalStateException("not sent"));

  /** Whom a stream tells what has become of it. On any thread; must not block. */
  interface Host {

    /** A call failed: somebody should {@link RunStream#resend}. */
    void missed();

    /** The store says that the run is somebody else's. */
    void fenced();
  }

  private final RunClaim claim;
  private final RunStore store;
  private final Host host;
  private final Deque<Sent> unanswered = new ArrayDeque<>();
  private long first = 1; // the number of the oldest unanswered event

  /** Set by the store's threads. It stays so: what a run holds only grows. */
  private volatile boolean tooLarge;

  /** An event, and the answer to the newest call that carries it. */
  private record Sent(byte[] event, CompletableFuture<PublishReply> answer) {

    /** The answer so far; null: none, or the call failed. */
    @Nullable PublishReply reply() {
      return answer.isDone() && !answer.isCompletedExceptionally() ? answer.join() : null;
    }

    boolean isMissing() {
      return answer.isDone() && reply() != PublishReply.STORED;
    }
  }

  RunStream(RunClaim claim, RunStore store, Host host) {
    this.claim = claim;
    this.store = store;
    this.host = host;
  }

  /**
   * Sends an event, after those that have to be sent again. Waits for an answer only while very
   * many are unanswered.
   *
   * @return whether there was room for it; if not, it was not taken
   */
  boolean publish(byte[] event) {
    if (tooLarge) {
      return false;
    }
    if (unanswered.size() >= MOST_UNANSWERED) {
      await(unanswered.getFirst());
    }
    boolean inOrder = forgetStored();
    if (unanswered.size() >= MOST_UNANSWERED) {
      resend();
      return false;
    }
    CompletableFuture<PublishReply> answer =
        inOrder ? call(first + unanswered.size(), List.of(event)) : NOT_SENT;
    unanswered.add(new Sent(event, answer));
    resend();
    return true;
  }

  /** Sends again, in one call, all from the first that the store does not have. Does not wait. */
  void resend() {
    if (forgetStored() || tooLarge) {
      return;
    }
    List<byte[]> events = unanswered.stream().map(Sent::event).toList();
    CompletableFuture<PublishReply> answer = call(first, events);
    unanswered.clear();
    events.forEach(event -> unanswered.add(new Sent(event, answer)));
  }

  /**
   * Waits for the answers that are due, and sends again what the store does not have.
   *
   * @return whether a commit may follow: the store has everything, or it has said that the run is
   *     somebody else's, which the commit will hear as well
   */
  boolean flush() {
    unanswered.forEach(RunStream::await);
    boolean fenced = unanswered.stream().anyMatch(sent -> sent.reply() == PublishReply.FENCED);
    resend();
    return fenced || unanswered.isEmpty();
  }

  /** Whether the store refuses what the run streams since the run holds too much. */
  boolean isTooLarge() {
    return tooLarge;
  }

  /** Forgets what is stored; says whether nothing has to be sent again. */
  private boolean forgetStored() {
    while (!unanswered.isEmpty() && unanswered.getFirst().reply() == PublishReply.STORED) {
      unanswered.removeFirst();
      first++;
    }
    return unanswered.stream().noneMatch(Sent::isMissing);
  }

  private CompletableFuture<PublishReply> call(long number, List<byte[]> events) {
    CompletableFuture<PublishReply> answer;
    try {
      answer = store.publish(new PublishRequest(claim, number, events)).toCompletableFuture();
    } catch (MessagingException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.whenComplete(this::tell);
  }

  private void tell(@Nullable PublishReply reply, @Nullable Throwable problem) {
    if (problem != null) {
      LOG.debug("what run {} streams is sent again: {}", claim.task(), problem.toString());
    }
    tooLarge |= reply == PublishReply.TOO_LARGE;
    if (reply == PublishReply.FENCED) {
      host.fenced();
    } else if (reply != PublishReply.STORED) {
      host.missed();
    }
  }

  private static void await(Sent sent) {
    try {
      sent.answer().join();
    } catch (CompletionException e) {
      LOG.debug("a call failed and is made again", e);
    }
  }
}
