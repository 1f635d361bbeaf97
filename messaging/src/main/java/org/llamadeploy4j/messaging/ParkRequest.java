package org.llamadeploy4j.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run whose steps all wait, and which nobody need drive until an event comes or its next timer is
 * due.
 *
 * @param claim the right to write it; given up when the run is parked
 * @param operationId unique per try; a repeated try gets the first reply
 * @param journalLength number of its ticks, all of them stored
 * @param dueIn how long until its next timer is due, by the store's clock; null: it has none
 */
public record ParkRequest(
    RunClaim claim, String operationId, int journalLength, @Nullable Duration dueIn) {
  private static final Duration MILLI = Duration.ofMillis(1);

  /** Rounds up to whole milliseconds, which stores count in; what is due already is due now. */
  public ParkRequest {
    if (dueIn != null) {
      Duration up = dueIn.plus(MILLI).minusNanos(1);
      dueIn = up.isNegative() ? Duration.ZERO : Duration.ofMillis(up.toMillis());
    }
  }
}
