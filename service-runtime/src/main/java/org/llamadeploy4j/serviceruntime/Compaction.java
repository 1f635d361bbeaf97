package org.llamadeploy4j.serviceruntime;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.protocol.JournalMode;

/**
 * Says when a snapshot takes the place of a run's ticks: never where journals stay whole. Else when
 * the ticks since the last one take as many bytes as the next one, so that no more is written for
 * snapshots than for ticks, and a journal has about twice the bytes of its run's state. Owned by
 * the run's driver.
 */
final class Compaction {
  /** Fewer ticks stay as they are while the run goes on. */
  static final int MIN_TICKS = 256;

  /** The same where the run is let go of, which may be for long. */
  static final int MIN_TICKS_TO_PARK = 2;

  private final Rule rule;

  /** Bytes of the last snapshot that was made, stored or not. */
  private long snapshot;

  /** What was stored since the last snapshot. */
  private int ticks;

  private long bytes;

  /**
   * How soon a snapshot takes the place of ticks.
   *
   * @param minTicks so many ticks since the last snapshot
   * @param minTicksToPark the same where the run is let go of
   * @param percent how many bytes these have for 100 bytes of the snapshot
   */
  record Rule(int minTicks, int minTicksToPark, int percent) {

    static Rule of(JournalMode mode) {
      return switch (mode) {
        case WHOLE -> new Rule(Integer.MAX_VALUE, Integer.MAX_VALUE, 100);
        case COMPACT -> new Rule(MIN_TICKS, MIN_TICKS_TO_PARK, 100);
      };
    }
  }

  /** Of a run that was just claimed. */
  Compaction(Rule rule, ClaimedRun run) {
    this.rule = rule;
    List<byte[]> journal = run.journal();
    boolean isShort = run.journalLength() > journal.size();
    if (isShort) {
      snapshot = journal.getFirst().length;
    }
    add(isShort ? journal.subList(1, journal.size()) : journal);
  }

  private void add(List<byte[]> more) {
    ticks += more.size();
    more.forEach(tick -> bytes += tick.length);
  }

  /** Whether the next write, which parks the run or not, shall have a snapshot to choose. */
  boolean wants(boolean parking) {
    return ticks >= (parking ? rule.minTicksToPark() : rule.minTicks()) && pays();
  }

  /** The snapshot, if it is worth to be stored; null: it is not. */
  byte @Nullable [] chosen(byte[] made) {
    snapshot = made.length;
    return pays() ? made : null;
  }

  private boolean pays() {
    return bytes * 100 >= snapshot * rule.percent();
  }

  /** Told what was stored. */
  void stored(byte @Nullable [] chosen, List<byte[]> more) {
    if (chosen != null) {
      ticks = 0;
      bytes = 0;
    }
    add(more);
  }
}
