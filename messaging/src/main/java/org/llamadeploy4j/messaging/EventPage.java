package org.llamadeploy4j.messaging;

import java.util.List;

/**
 * A piece of a run's stream.
 *
 * @param first sequence number of the first event in {@code events}
 * @param events encoded event envelopes, in order
 * @param ended whether the run had ended when this was read: nothing follows the last event then
 */
public record EventPage(long first, List<byte[]> events, boolean ended) {
  /** Copies the list, not the bytes. */
  public EventPage {
    events = List.copyOf(events);
  }

  /** Sequence number to read from next. */
  public long next() {
    return first + events.size();
  }
}
