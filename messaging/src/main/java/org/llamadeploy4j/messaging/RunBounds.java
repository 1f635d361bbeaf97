package org.llamadeploy4j.messaging;

/**
 * How much one run may hold in the store.
 *
 * @param bytes its input, journal and stream, about: what {@link Retention} counts of an ended run.
 *     Beyond it nothing is committed or streamed any more but its end
 * @param inboxEvents how many external events may wait for it
 * @param inboxBytes how many bytes these may hold
 */
public record RunBounds(long bytes, int inboxEvents, int inboxBytes) {
  private static final long DEFAULT_BYTES = 64L << 20;
  private static final int DEFAULT_INBOX_EVENTS = 1_000;
  private static final int DEFAULT_INBOX_BYTES = 1 << 20;

  /** 64 MB; 1,000 events of 1 MB that wait. */
  public static final RunBounds DEFAULT =
      new RunBounds(DEFAULT_BYTES, DEFAULT_INBOX_EVENTS, DEFAULT_INBOX_BYTES);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException when one of them is not positive
   */
  public RunBounds {
    if (bytes < 1 || inboxEvents < 1 || inboxBytes < 1) {
      throw new IllegalArgumentException(
          "a run must be allowed to hold something, not %d bytes, and %d events of %d bytes"
              .formatted(bytes, inboxEvents, inboxBytes));
    }
  }

  /** What to tell whose run holds too much. */
  String tooLarge() {
    return "the run would hold more than %,d bytes with its input, its journal and its stream; let it do"
            .formatted(bytes)
        + " less, or raise the limit run-megabytes of the runtimes";
  }
}
