package org.llamadeploy4j.messaging;

import java.util.List;

/**
 * Events for a run's stream.
 *
 * @param claim the right to write it
 * @param first the number of the first event: each claim counts the events that it publishes from 1
 *     on, without a gap
 * @param events at least one
 */
public record PublishRequest(RunClaim claim, long first, List<byte[]> events) {
  /**
   * Copies the list, not the bytes.
   *
   * @throws IllegalArgumentException when there is no event, or its number is not positive
   */
  public PublishRequest {
    events = List.copyOf(events);
    if (first < 1 || events.isEmpty()) {
      throw new IllegalArgumentException(
          "at least one event is published, numbered from 1 on; not %d from %d on"
              .formatted(events.size(), first));
    }
  }
}
