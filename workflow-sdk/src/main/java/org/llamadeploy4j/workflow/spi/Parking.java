package org.llamadeploy4j.workflow.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that may leave memory: all of it is in its journal, and nothing of it can go on before an
 * event comes or a timer fires.
 *
 * @param journalLength number of its ticks, all of them durable
 * @param due when its next timer is due, by the program's clock; null: it has none
 * @param snapshot a tick, encoded, that stands for all of them; null where the log did not want
 *     one, see {@link RunLog#wantsSnapshot}; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record Parking(int journalLength, @Nullable Instant due, byte @Nullable [] snapshot) {

  /** Without a snapshot. */
  public Parking(int journalLength, @Nullable Instant due) {
    this(journalLength, due, null);
  }

  /** The same with another snapshot, or with none. */
  public Parking with(byte @Nullable [] another) {
    return new Parking(journalLength, due, another);
  }
}
