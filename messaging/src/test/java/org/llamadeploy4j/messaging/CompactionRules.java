package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.list;
import static org.llamadeploy4j.messaging.Scene.texts;
import static org.llamadeploy4j.messaging.Scene.wrong;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;

/** A snapshot takes the place of the ticks before it, and nothing else changes. */
interface CompactionRules extends SceneHolder {
  private CommitRequest compacting(RunClaim claim, int length, String snapshot, String... ticks) {
    return new CommitRequest(
        claim,
        scene().newOperation(),
        length,
        list(ticks),
        list(),
        0,
        false,
        true,
        bytes(snapshot));
  }

  private void committed(CommitRequest request) {
    assertThat(scene().runs.commit(request)).isInstanceOf(CommitReply.Committed.class);
  }

  private ClaimedRun claimedElsewhere() {
    scene().runs.release(SHARD, R1);
    return scene().claimOne(R2);
  }

  @Test
  default void theNextOwnerGetsTheSnapshotAndWhatFollowedWithTheLengthOfAll() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    committed(scene.step(claim, 0, "t1", "t2", "t3"));
    committed(compacting(claim, 3, "s3", "t4"));
    committed(scene.step(claim, 4, "t5"));

    ClaimedRun next = claimedElsewhere();
    assertThat(texts(next.journal())).containsExactly("s3", "t4", "t5");
    assertThat(next.journalLength()).isEqualTo(5);
    committed(scene.step(next.claim(), 5, "t6"));
  }

  @Test
  default void aLaterSnapshotTakesThePlaceOfTheOneBefore() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    committed(scene.step(claim, 0, "t1", "t2"));
    committed(compacting(claim, 2, "s2", "t3"));
    committed(compacting(claim, 3, "s3"));

    ClaimedRun next = claimedElsewhere();
    assertThat(texts(next.journal())).containsExactly("s3");
    assertThat(next.journalLength()).isEqualTo(3);
  }

  @Test
  default void aRunIsParkedWithASnapshot() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    committed(scene.step(claim, 0, "t1", "t2"));
    ParkRequest park = new ParkRequest(claim, "park", 2, null, bytes("s2"));
    assertThat(scene.runs.park(park)).isInstanceOf(CommitReply.Committed.class);
    scene.runs.deliver(scene.event(claim.task(), "1", "event"));

    ClaimedRun next = scene.claimOne(R2);
    assertThat(texts(next.journal())).containsExactly("s2");
    assertThat(next.journalLength()).isEqualTo(2);
  }

  @Test
  default void aSnapshotUnderAWrongClaimOrLengthChangesNothing() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    committed(scene.step(claim, 0, "t1", "t2"));
    String before = scene.fixture.dump();
    for (RunClaim wrong : wrong(claim)) {
      assertThat(scene.runs.commit(compacting(wrong, 2, "s2")))
          .isInstanceOf(CommitReply.Fenced.class);
      assertThat(scene.runs.park(new ParkRequest(wrong, "park", 2, null, bytes("s2"))))
          .isInstanceOf(CommitReply.Fenced.class);
    }
    for (int length : new int[] {1, 3}) {
      assertThat(scene.runs.commit(compacting(claim, length, "s2")))
          .isInstanceOf(CommitReply.Fenced.class);
      assertThat(scene.runs.park(new ParkRequest(claim, "park", length, null, bytes("s2"))))
          .isInstanceOf(CommitReply.Fenced.class);
    }
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void theLengthThatFencesIsThatOfAllTicksEver() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    committed(scene.step(claim, 0, "t1", "t2", "t3"));
    committed(compacting(claim, 3, "s3"));
    String before = scene.fixture.dump();
    for (int length : new int[] {0, 1, 2, 4}) {
      assertThat(scene.runs.commit(scene.step(claim, length, "t")))
          .isInstanceOf(CommitReply.Fenced.class);
      assertThat(scene.runs.complete(scene.end(scene.step(claim, length, "t"))))
          .isInstanceOf(CommitReply.Fenced.class);
    }
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.complete(claim, 3);
  }

  @Test
  default void aRepeatedCommitWithASnapshotIsStoredOnce() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    committed(scene.step(claim, 0, "t1"));
    CommitRequest commit = compacting(claim, 1, "s1", "t2");
    committed(commit);
    String before = scene.fixture.dump();
    committed(commit);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void moreThanTheInboxHoldsLeavesTheJournalAsItIs() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    committed(scene.step(claim, 0, "t1"));
    String before = scene.fixture.dump();
    CommitRequest taking =
        new CommitRequest(claim, "taking", 1, list("t2"), list(), 1, false, true, bytes("s1"));
    assertThatThrownBy(() -> scene.runs.commit(taking)).isInstanceOf(MessagingException.class);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void whatASnapshotFreesMayBeFilledAgain() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    List<byte[]> most = List.of(new byte[(int) RunBounds.DEFAULT.bytes() - (1 << 20)]);
    List<byte[]> more = List.of(new byte[2 << 20]);
    committed(new CommitRequest(claim, "most", 0, most, list(), 0, false));
    CommitRequest without = new CommitRequest(claim, "more", 1, more, list(), 0, false);
    assertThatThrownBy(() -> scene.runs.commit(without)).isInstanceOf(MessagingException.class);
    committed(new CommitRequest(claim, "short", 1, more, list(), 0, false, true, bytes("s1")));
    assertThat(texts(claimedElsewhere().journal()).getFirst()).isEqualTo("s1");
  }

  @Test
  default void aRetriedRunHasNoSnapshot() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    committed(scene.step(claim, 0, "t1", "t2"));
    committed(compacting(claim, 2, "s2"));
    scene.end(claim, 2, RunStatus.FAILED);
    assertThat(scene.control.retry(scene.again(claim.task(), 2)))
        .isInstanceOf(RetryReply.Accepted.class);

    ClaimedRun anew = scene.claimOne(R1);
    assertThat(anew.journal()).isEmpty();
    assertThat(anew.journalLength()).isZero();
    committed(scene.step(anew.claim(), 0, "t1"));
    assertThat(claimedElsewhere().journalLength()).isEqualTo(1);
  }

  @Test
  default void aSnapshotOfNothingAndOneOfARunThatEndsAreMistakes() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    assertThatThrownBy(() -> compacting(claim, 0, "s0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ParkRequest(claim, "park", 0, null, bytes("s0")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> scene.end(compacting(claim, 1, "s1")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
