package org.llamadeploy4j.workflow.internal;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is told to an actor that has no thread of its own: whoever puts something into the empty
 * mailbox sees to it that it is worked off. {@link #add} is thread-safe; {@link #take} and {@link
 * #isDone} belong to whoever works it off.
 */
final class Mailbox<M> {
  private final ConcurrentLinkedQueue<M> mails = new ConcurrentLinkedQueue<>();

  /** Below zero while mail has been taken that its sender has not counted yet. */
  private final AtomicInteger unread = new AtomicInteger();

  private int taken; // since the count of unread ones was brought up to date

  /** Adds a mail; says whether the caller has to see to it that the mailbox is worked off. */
  boolean add(M mail) {
    mails.add(mail);
    return unread.getAndIncrement() == 0;
  }

  /** The next mail, or null. */
  @Nullable M take() {
    M mail = mails.poll();
    taken += mail == null ? 0 : 1;
    return mail;
  }

  /**
   * Whether nothing has come since; on false the caller goes on, on true it owns nothing more.
   * Below zero it ends as well: the sender that counts last brings the count to zero, so it finds
   * it below zero and does not become the owner of what is read already.
   */
  boolean isDone() {
    int done = taken;
    taken = 0; // before others may become the owner
    return unread.addAndGet(-done) <= 0;
  }
}
