package org.llamadeploy4j.workflow.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.spi.PublishedEvent;

/** The last events of one run in memory, for any number of readers. Guarded by its own lock. */
final class EventBuffer {

  static final int CAPACITY = 10_000;

  private final Deque<PublishedEvent> events = new ArrayDeque<>();
  private final int capacity;
  private long dropped;
  private boolean ended;

  EventBuffer(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(PublishedEvent event) {
    if (events.size() == capacity) {
      events.removeFirst();
      dropped++;
    }
    events.addLast(event);
    notifyAll();
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** A reader from the first event; internal ones are left out. */
  Iterator<Event> reader(Function<PublishedEvent, Event> decoder) {
    return new Reader(decoder);
  }

  /** The event at a position, waiting for it; null at the end. */
  private synchronized @Nullable PublishedEvent at(long position) throws InterruptedException {
    while (position >= dropped + events.size() && !ended) {
      wait();
    }
    if (position < dropped) {
      throw new WorkflowException(
          "stream_gap",
          "%d events were dropped before this reader came to them; the stream keeps the last %d"
              .formatted(dropped - position, capacity));
    }
    long index = position - dropped;
    return index < events.size() ? events.stream().skip(index).findFirst().orElse(null) : null;
  }

  /** One reader; belongs to one thread. */
  private final class Reader implements Iterator<Event> {

    private final Function<PublishedEvent, Event> decoder;
    private long position;
    private @Nullable PublishedEvent next;

    Reader(Function<PublishedEvent, Event> decoder) {
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
          next = found.internal() ? null : found;
        }
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WorkflowException("interrupted", "interrupted while waiting for an event", e);
      }
    }

    @Override
    public Event next() {
      PublishedEvent found = hasNext() ? next : null;
      if (found == null) {
        throw new NoSuchElementException("the stream has ended");
      }
      next = null;
      return decoder.apply(found);
    }
  }
}
