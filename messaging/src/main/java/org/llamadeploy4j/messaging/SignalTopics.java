package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which channels subscribers want, and how far the present connection is with that. All fields,
 * those of topics included, are guarded by {@code lock}; nothing is sent, received or told under
 * it.
 */
final class SignalTopics {
  /** How long a subscriber waits for a connection that is not there. */
  private static final long GONE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Topic> topics = new HashMap<>();
  private final SequencedSet<String> dirty = new LinkedHashSet<>();
  private final Queue<Topic> unconfirmed = new ArrayDeque<>();
  private @Nullable SignalWire wire;
  private boolean closed;

  /** A channel with subscribers, from its first one to its last. */
  static final class Topic {
    private final String channel;
    private final List<Mailbox<?>> mailboxes = new ArrayList<>();

    /** Whether this connection was asked for the channel. */
    private boolean requested;

    /** Whether the server of this connection has confirmed it. */
    private boolean confirmed;

    /** Whether it was ever confirmed: if so, the next confirmation ends an outage. */
    private boolean known;

    private Topic(String channel) {
      this.channel = channel;
    }

    String channel() {
      return channel;
    }
  }

  /**
   * What to tell the server.
   *
   * @param wanted channels to subscribe to
   * @param unwanted channels to unsubscribe from
   */
  record Changes(List<String> wanted, List<String> unwanted) {}

  /** Adds a subscriber. */
  Topic add(String channel, Mailbox<?> mailbox) {
    lock.lock();
    try {
      Topic topic = topics.computeIfAbsent(channel, Topic::new);
      topic.mailboxes.add(mailbox);
      dirty.add(channel);
      changed.signalAll();
      return topic;
    } finally {
      lock.unlock();
    }
  }

  /** Removes a subscriber, if it is there. */
  void remove(Topic topic, Mailbox<?> mailbox) {
    lock.lock();
    try {
      if (topic.mailboxes.remove(mailbox) && topic.mailboxes.isEmpty()) {
        topics.remove(topic.channel);
        dirty.add(topic.channel);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the server has confirmed a channel.
   *
   * @return false when it did not in time, or there is no connection
   */
  boolean awaitConfirmation(Topic topic, Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    lock.lock();
    try {
      while (!topic.confirmed) {
        long patience = wire == null ? Math.min(GONE_NANOS, timeout.toNanos()) : timeout.toNanos();
        long left = patience - (System.nanoTime() - start);
        if (closed || left <= 0) {
          return false;
        }
        changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something to tell the server of this connection.
   *
   * @return empty lists when nothing changed for that long
   */
  Changes awaitChanges(SignalWire current, long timeoutNanos) throws InterruptedException {
    long left = timeoutNanos;
    lock.lock();
    try {
      while (dirty.isEmpty() && wire == current && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return takeChanges();
    } finally {
      lock.unlock();
    }
  }

  /** The server has confirmed the oldest request; returns who must look at everything now. */
  List<Mailbox<?>> confirm() {
    lock.lock();
    try {
      Topic topic = unconfirmed.remove();
      boolean outage = topic.known;
      topic.confirmed = true;
      topic.known = true;
      changed.signalAll();
      return outage ? List.copyOf(topic.mailboxes) : List.of();
    } finally {
      lock.unlock();
    }
  }

  /** The subscribers of a channel. */
  List<Mailbox<?>> subscribers(String channel) {
    lock.lock();
    try {
      Topic topic = topics.get(channel);
      return topic == null ? List.of() : List.copyOf(topic.mailboxes);
    } finally {
      lock.unlock();
    }
  }

  /** Makes a connection the present one. It knows no channel: all are to be asked for again. */
  void attach(SignalWire fresh) {
    lock.lock();
    try {
      wire = fresh;
      unconfirmed.clear();
      dirty.clear();
      for (Topic topic : topics.values()) {
        topic.requested = false;
        topic.confirmed = false;
        dirty.add(topic.channel);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives a connection up, if it is the present one. */
  void detach(SignalWire old) {
    lock.lock();
    try {
      if (wire == old) {
        wire = null;
        topics.values().forEach(topic -> topic.confirmed = false);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isAttached(SignalWire candidate) {
    lock.lock();
    try {
      return wire == candidate && !closed;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any longer. Returns the present connection; null: none. */
  @Nullable SignalWire close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      return wire;
    } finally {
      lock.unlock();
    }
  }

  private Changes takeChanges() {
    List<String> wanted = new ArrayList<>();
    List<String> unwanted = new ArrayList<>();
    for (String channel : dirty) {
      Topic topic = topics.get(channel);
      if (topic == null) {
        unwanted.add(channel);
      } else if (!topic.requested) {
        topic.requested = true;
        unconfirmed.add(topic);
        wanted.add(channel);
      }
    }
    dirty.clear();
    return new Changes(wanted, unwanted);
  }
}
