package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.JournalMode;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/** When a snapshot takes the place of ticks. */
class CompactionTest {
  private static final int TICK = 10;
  private static final int ENOUGH = Compaction.MIN_TICKS;

  private static List<byte[]> ticks(int count) {
    return Collections.nCopies(count, new byte[TICK]);
  }

  private static Compaction of(JournalMode mode, List<byte[]> journal, int length) {
    RunClaim claim =
        new RunClaim(
            new Shard(new Incarnation("d"), 0),
            TaskId.of(0, new UUID(1, 1)),
            new RuntimeId("me"),
            1,
            1,
            "token");
    return new Compaction(
        Compaction.Rule.of(mode),
        new ClaimedRun(
            claim,
            new ServiceId("s"),
            null,
            new byte[0],
            null,
            journal,
            List.of(),
            "",
            false,
            length));
  }

  private static Compaction fresh() {
    return of(JournalMode.COMPACT, List.of(), 0);
  }

  @Test
  void whereJournalsStayWholeNoSnapshotIsWanted() {
    Compaction whole = of(JournalMode.WHOLE, ticks(10_000), 10_000);

    assertThat(whole.wants(false)).isFalse();
    assertThat(whole.wants(true)).isFalse();
  }

  @Test
  void aSnapshotIsWantedAfterEnoughTicksAndEarlierWhereTheRunIsLetGoOf() {
    Compaction compaction = fresh();

    compaction.stored(null, ticks(1));
    assertThat(compaction.wants(true)).isFalse();
    compaction.stored(null, ticks(1));
    assertThat(compaction.wants(true)).isTrue();
    compaction.stored(null, ticks(ENOUGH - 3));
    assertThat(compaction.wants(false)).isFalse();
    compaction.stored(null, ticks(1));
    assertThat(compaction.wants(false)).isTrue();
  }

  @Test
  void aSnapshotThatIsStoredBeginsTheCountAnew() {
    Compaction compaction = fresh();
    compaction.stored(null, ticks(ENOUGH));
    byte[] snapshot = new byte[100];

    assertThat(compaction.chosen(snapshot)).isSameAs(snapshot);
    compaction.stored(snapshot, ticks(1));

    assertThat(compaction.wants(true)).isFalse();
    compaction.stored(null, ticks(9));
    assertThat(compaction.wants(true)).as("100 bytes again").isTrue();
    assertThat(compaction.wants(false)).isFalse();
  }

  @Test
  void aSnapshotWithMoreBytesThanItsTicksIsNotStoredNorMadeAgainTooSoon() {
    Compaction compaction = fresh();
    compaction.stored(null, ticks(ENOUGH));
    byte[] large = new byte[ENOUGH * TICK + 1];

    assertThat(compaction.chosen(large)).isNull();
    assertThat(compaction.wants(false)).isFalse();
    compaction.stored(null, ticks(1));
    assertThat(compaction.wants(false)).isTrue();
    assertThat(compaction.chosen(large)).isSameAs(large);
  }

  @Test
  void aSnapshotThatWasRefusedWithItsCommitIsWantedAgain() {
    Compaction compaction = fresh();
    compaction.stored(null, ticks(ENOUGH));
    byte[] unused = compaction.chosen(new byte[100]);

    assertThat(unused).isNotNull();
    assertThat(compaction.wants(false)).isTrue();
  }

  @Test
  void theNextOwnerCountsFromTheSnapshotWithWhichTheJournalBegins() {
    List<byte[]> journal = new ArrayList<>(List.of(new byte[ENOUGH * TICK]));
    journal.addAll(ticks(ENOUGH - 1));
    Compaction compaction = of(JournalMode.COMPACT, journal, 5_000);

    assertThat(compaction.wants(true)).as("fewer bytes than the snapshot").isFalse();
    compaction.stored(null, ticks(1));
    assertThat(compaction.wants(false)).isTrue();
  }
}
