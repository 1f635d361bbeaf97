package org.llamadeploy4j.workflow.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that may leave memory: all of it is in its journal, and nothing of it can go on before an
 * event comes or a timer fires.
 *
 * @param journalLength number of ticks in the journal, all of them durable
 * @param due when its next timer is due, by the program's clock; null: it has none
 */
public record Parking(int journalLength, @Nullable Instant due) {}
