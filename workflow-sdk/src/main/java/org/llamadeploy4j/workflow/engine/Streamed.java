package org.llamadeploy4j.workflow.engine;

import java.util.List;

/**
 * What an attempt streamed and what is held back until it has succeeded.
 *
 * @param events in their order
 * @param bytes how long their JSON is together
 */
public record Streamed(List<EventData> events, long bytes) {

  /** How many events are held back for one attempt at most, and shown by one commit. */
  public static final int MAX_EVENTS = 10_000;

  /** How many bytes of JSON are held back for one attempt at most, and shown by one commit. */
  public static final long MAX_BYTES = 1L << 20;

  /** Nothing is held back. */
  public static final Streamed NOTHING = new Streamed(List.of(), 0);

  public Streamed {
    events = List.copyOf(events);
  }

  /** This and that, without a look at the events. */
  boolean fitsWith(long otherEvents, long otherBytes) {
    return otherEvents + events.size() <= MAX_EVENTS && otherBytes + bytes <= MAX_BYTES;
  }
}
