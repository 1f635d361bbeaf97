package org.llamadeploy4j.protocol;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The {@code start_at} of a task: before which it is not to be started. */
public final class StartTime {
  /** How far ahead it may lie. */
  public static final Duration FURTHEST = Duration.ofDays(366);

  private static final int SHOWN = 80;

  private StartTime() {}

  /**
   * Reads a start.
   *
   * @param text an instant in ISO 8601, with its offset; one that has passed means at once
   * @param now from where {@link #FURTHEST} counts
   * @return the instant, rounded up to milliseconds
   * @throws ProtocolException when it is none, or lies further ahead; the message says what is
   *     allowed
   */
  public static Instant parse(String text, Instant now) {
    Instant start;
    try {
      start = OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw refused(text, e);
    }
    if (start.isAfter(now.plus(FURTHEST))) {
      throw refused(text, null);
    }
    Instant millis = start.truncatedTo(ChronoUnit.MILLIS);
    return millis.equals(start) ? millis : millis.plusMillis(1);
  }

  private static ProtocolException refused(String text, @Nullable Throwable cause) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    String message =
        "'start_at' must be an instant in ISO 8601 with its offset, such as 2030-01-01T08:00:00Z or"
            + " 2030-01-01T08:00:00+02:00, at most %d days ahead; it is '%s'"
                .formatted(FURTHEST.toDays(), shown);
    return cause == null ? new ProtocolException(message) : new ProtocolException(message, cause);
  }
}
