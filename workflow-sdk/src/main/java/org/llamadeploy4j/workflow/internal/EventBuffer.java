package org.llamadeploy4j.workflow.internal;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.spi.PublishedEvent;

/**
 * The last events of one run in memory, for any number of readers, each at its own position.
 * Guarded by its own lock.
 */
final class EventBuffer {

  static final int CAPACITY = 10_000;

  private static final int INITIAL = 8;

  private final int capacity;
  private @Nullable PublishedEvent[] ring = new PublishedEvent[INITIAL];
  private long count;
  private boolean ended;

  EventBuffer(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(PublishedEvent event) {
    if (count == ring.length && ring.length < capacity) {
      ring = Arrays.copyOf(ring, Math.min(capacity, 2 * ring.length));
    }
    ring[(int) (count % ring.length)] = event;
    count++;
    notifyAll();
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** The event before the end, or null when there was none. */
  synchronized @Nullable PublishedEvent last() {
    return count == 0 ? null : ring[(int) ((count - 1) % ring.length)];
  }

  /** A reader from the first event of those that are wanted. */
  <T> Iterator<T> reader(Predicate<PublishedEvent> wanted, Function<PublishedEvent, T> decoder) {
    return new Reader<>(wanted, decoder);
  }

  /** The event at a position, waiting for it; null at the end. */
  private synchronized @Nullable PublishedEvent at(long position) throws InterruptedException {
    while (position >= count && !ended) {
      wait();
    }
    long dropped = Math.max(0, count - ring.length);
    if (position < dropped) {
      throw new WorkflowException(
          "stream_gap",
          "%d events were dropped before this reader came to them; the stream keeps the last %d"
              .formatted(dropped - position, capacity));
    }
    return position < count ? ring[(int) (position % ring.length)] : null;
  }

  /** One reader; belongs to one thread. */
  private final class Reader<T> implements Iterator<T> {

    private final Predicate<PublishedEvent> wanted;
    private final Function<PublishedEvent, T> decoder;
    private long position;
    private @Nullable PublishedEvent next;

    Reader(Predicate<PublishedEvent> wanted, Function<PublishedEvent, T> decoder) {
      this.wanted = wanted;
      this.decoder = decoder;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null) {
          PublishedEvent found = at(position);
          if (found == null) {
            return false;
          }
          position++;
          next = wanted.test(found) ? found : null;
        }
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WorkflowException("interrupted", "interrupted while waiting for an event", e);
      }
    }

    @Override
    public T next() {
      PublishedEvent found = hasNext() ? next : null;
      if (found == null) {
        throw new NoSuchElementException("the stream has ended");
      }
      next = null;
      return decoder.apply(found);
    }
  }
}
