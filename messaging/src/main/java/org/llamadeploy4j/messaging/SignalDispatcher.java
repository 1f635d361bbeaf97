package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls subscribers on one platform thread of its own, so that a slow one never holds up whoever
 * brings the news. Each mailbox is in line at most once, which bounds the line by the number of
 * subscriptions.
 */
final class SignalDispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SignalDispatcher.class);
  private static final long CLOSE_MILLIS = 2_000;

  private final BlockingQueue<Mailbox<?>> line = new LinkedBlockingQueue<>();
  private final Thread thread;

  private SignalDispatcher() {
    thread = Thread.ofPlatform().name("signals").daemon().unstarted(this::run);
  }

  static SignalDispatcher start() {
    SignalDispatcher dispatcher = new SignalDispatcher();
    dispatcher.thread.start();
    return dispatcher;
  }

  /** Brings a message; does not block. */
  void offer(Mailbox<?> mailbox, byte[] message) {
    if (mailbox.offer(message)) {
      line.add(mailbox);
    }
  }

  /** Says that messages may have been lost; does not block. */
  void offerEverything(Mailbox<?> mailbox) {
    if (mailbox.offerEverything()) {
      line.add(mailbox);
    }
  }

  /** Ends the thread; idempotent. What is still in line is not told. */
  @Override
  public void close() {
    thread.interrupt();
    if (thread.equals(Thread.currentThread())) {
      return;
    }
    try {
      if (!thread.join(Duration.ofMillis(CLOSE_MILLIS))) {
        LOG.warn("a subscriber to signals still runs after {} ms", CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        line.take().empty();
      }
    } catch (InterruptedException e) {
      LOG.debug("no more signals are told");
    }
  }
}
