package org.llamadeploy4j.workflow.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is told to an actor that has no thread of its own: whoever puts something into the mailbox
 * while nobody works it off sees to it that it is worked off. {@link #add} is thread-safe; {@link
 * #take} and {@link #isDone} belong to whoever works it off.
 */
final class Mailbox<M> {

  /** Stands for no mail while somebody works the mailbox off. */
  private final Letter<M> owned = new Letter<>(null);

  /** What has come, the newest first; null while nobody works the mailbox off. */
  private final AtomicReference<@Nullable Letter<M>> arrived = new AtomicReference<>();

  private @Nullable Letter<M> taken; // what has come before, the oldest first

  private static final class Letter<M> {
    private final @Nullable M mail;
    private @Nullable Letter<M> next;

    Letter(@Nullable M mail) {
      this.mail = mail;
    }
  }

  /** Adds a mail; says whether the caller has to see to it that the mailbox is worked off. */
  boolean add(M mail) {
    Letter<M> letter = new Letter<>(mail);
    Letter<M> before;
    do {
      before = arrived.get();
      letter.next = before;
    } while (!arrived.compareAndSet(before, letter));
    return before == null;
  }

  /** The next mail, or null. */
  @Nullable M take() {
    Letter<M> letter = taken == null ? takeArrived() : taken;
    taken = letter == null ? null : letter.next;
    return letter == null ? null : letter.mail;
  }

  private @Nullable Letter<M> takeArrived() {
    Letter<M> newest = arrived.get() == owned ? owned : arrived.getAndSet(owned);
    Letter<M> oldest = null;
    while (newest != null && newest != owned) {
      Letter<M> older = newest.next;
      newest.next = oldest;
      oldest = newest;
      newest = older;
    }
    return oldest;
  }

  /**
   * Whether everything is taken and nothing has come since; on false the caller goes on, on true it
   * owns nothing more.
   */
  boolean isDone() {
    return taken == null && arrived.compareAndSet(owned, null);
  }
}
