package org.llamadeploy4j.workflow.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One atomic change of a run. The arrays are not copied and must not be changed.
 *
 * <p>A snapshot makes a journal short: it may take the place of all ticks that the commit builds
 * on, and the commit's own ticks follow. Lengths go on as if nothing had been taken out.
 *
 * @param ticks what is appended to the journal, encoded; may be empty
 * @param journalLengthBefore number of ticks this builds on, those that a snapshot stands for
 *     included
 * @param events appended to the run's event stream, in order
 * @param inboxTaken how many events from the head of the run's inbox these ticks contain
 * @param outcome the run's end, or null while it goes on
 * @param status what the run is after this commit; without meaning when there is an outcome
 * @param progress whether more happened than that the run was taken up again
 * @param snapshot a tick, encoded, that stands for all that this builds on; null where the log did
 *     not want one, see {@link RunLog#wantsSnapshot}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record Commit(
    List<byte[]> ticks,
    int journalLengthBefore,
    List<PublishedEvent> events,
    int inboxTaken,
    @Nullable RunOutcome outcome,
    RunStatus status,
    boolean progress,
    byte @Nullable [] snapshot) {
  public Commit {
    ticks = List.copyOf(ticks);
    events = List.copyOf(events);
  }

  /** A commit whose ticks, if there are any, are progress. */
  public Commit(
      List<byte[]> ticks,
      int journalLengthBefore,
      List<PublishedEvent> events,
      int inboxTaken,
      @Nullable RunOutcome outcome,
      RunStatus status) {
    this(ticks, journalLengthBefore, events, inboxTaken, outcome, status, !ticks.isEmpty());
  }

  /** A commit without a snapshot. */
  public Commit(
      List<byte[]> ticks,
      int journalLengthBefore,
      List<PublishedEvent> events,
      int inboxTaken,
      @Nullable RunOutcome outcome,
      RunStatus status,
      boolean progress) {
    this(ticks, journalLengthBefore, events, inboxTaken, outcome, status, progress, null);
  }

  /** The same with another snapshot, or with none. */
  public Commit with(byte @Nullable [] another) {
    return new Commit(
        ticks, journalLengthBefore, events, inboxTaken, outcome, status, progress, another);
  }
}
