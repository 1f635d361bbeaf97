package org.llamadeploy4j.messaging;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one subscriber has not been told yet. Equal news are told once; beyond a bound, single news
 * give way to "look at everything". Its fields are guarded by its monitor, which is never held
 * during a call back.
 *
 * @param <T> what a message says
 */
final class Mailbox<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
  private static final int CAPACITY = 1024;

  private final Function<byte[], @Nullable T> decode;
  private final Consumer<@Nullable T> wake;
  private final SequencedSet<T> news = new LinkedHashSet<>();
  private boolean everything;
  private boolean scheduled;
  private boolean closed;

  /**
   * Makes an empty one.
   *
   * @param decode what a message says; null: look at everything
   * @param wake told on the dispatcher's thread; null: look at everything
   */
  Mailbox(Function<byte[], @Nullable T> decode, Consumer<@Nullable T> wake) {
    this.decode = decode;
    this.wake = wake;
  }

  /** Takes a message in; returns whether the mailbox must be put in line for {@link #empty}. */
  boolean offer(byte[] message) {
    T item = decoded(message);
    return item == null ? offerEverything() : offerItem(item);
  }

  /** Notes that messages may have been lost; returns like {@link #offer}. */
  synchronized boolean offerEverything() {
    news.clear();
    everything = true;
    return schedule();
  }

  /** Tells the subscriber all that came in. Called by one thread. */
  void empty() {
    List<T> items;
    boolean all;
    synchronized (this) {
      scheduled = false;
      all = everything;
      everything = false;
      items = List.copyOf(news);
      news.clear();
    }
    if (all) {
      tell(null);
    }
    items.forEach(this::tell);
  }

  /** Nothing more is told, but for a call back that runs right now. */
  synchronized void close() {
    closed = true;
    news.clear();
    everything = false;
  }

  private synchronized boolean offerItem(T item) {
    if (news.size() >= CAPACITY) {
      return offerEverything();
    }
    // Whoever is about to look at everything sees this as well, but a result travels only here.
    news.add(item);
    return schedule();
  }

  private boolean schedule() {
    boolean first = !scheduled && !closed;
    scheduled |= first;
    return first;
  }

  private @Nullable T decoded(byte[] message) {
    try {
      return decode.apply(message);
    } catch (RuntimeException e) {
      LOG.warn("a signal is not of the agreed form: telling its subscriber to look", e);
      return null;
    }
  }

  private void tell(@Nullable T item) {
    if (isClosed()) {
      return;
    }
    try {
      wake.accept(item);
    } catch (RuntimeException e) {
      LOG.error("a subscriber to signals failed", e);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }
}
