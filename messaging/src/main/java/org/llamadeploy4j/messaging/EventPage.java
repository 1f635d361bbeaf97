package org.llamadeploy4j.messaging;

import java.util.List;

/**
 * A piece of a run's stream. Positions are opaque to whoever reads: the generation of the data in
 * the upper 32 bits and a sequence number in the lower ones, so that a position outlives the loss
 * of a stream's end.
 *
 * @param first position of the first event in {@code events}
 * @param events encoded event envelopes, in order
 * @param ended whether the run had ended when this was read: nothing follows the last event then
 */
public record EventPage(long first, List<byte[]> events, boolean ended) {
  /** Copies the list, not the bytes. */
  public EventPage {
    events = List.copyOf(events);
  }

  /** The position of an event that was read in a generation. */
  static long position(long generation, long sequence) {
    return (generation << Integer.SIZE) + sequence;
  }

  /** In which generation a position was given. */
  static long generation(long position) {
    return position >>> Integer.SIZE;
  }

  /** Which event a position means, counted from 0. */
  static long sequence(long position) {
    return position & 0xffff_ffffL;
  }

  /** Position to read from next. */
  public long next() {
    return first + events.size();
  }
}
