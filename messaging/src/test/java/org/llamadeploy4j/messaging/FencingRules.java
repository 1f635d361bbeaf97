package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.list;
import static org.llamadeploy4j.messaging.Scene.texts;
import static org.llamadeploy4j.messaging.Scene.wrong;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/** Commits, completions and publishes compare before they write. */
interface FencingRules extends SceneHolder {
  @Test
  default void commitsAppendTicksAndEvents() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    CommitRequest first = new CommitRequest(claim, "a", 0, list("t1", "t2"), list("e1"), 0, false);
    CommitRequest second = new CommitRequest(claim, "b", 2, list("t3"), list(), 0, true);
    assertThat(scene.runs.commit(first)).isInstanceOf(CommitReply.Committed.class);
    assertThat(status(claim.task())).isEqualTo(RunStatus.RUNNING);
    assertThat(scene.runs.commit(second)).isInstanceOf(CommitReply.Committed.class);
    assertThat(status(claim.task())).isEqualTo(RunStatus.WAITING);
    assertThat(texts(scene.runs.events(SHARD, claim.task(), 0, 9).events())).containsExactly("e1");
    scene.runs.release(SHARD, R1);
    assertThat(texts(scene.claimOne(R2).journal())).containsExactly("t1", "t2", "t3");
  }

  @Test
  default void manyTicksAndEventsFitIntoOneCommit() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    List<byte[]> many = Collections.nCopies(9_001, bytes("x"));
    scene.runs.commit(new CommitRequest(claim, "a", 0, many, many, 0, false));
    assertThat(scene.runs.events(SHARD, claim.task(), 0, 10_000).events()).hasSize(9_001);
    assertThat(scene.runs.commit(scene.step(claim, 9_001)))
        .isInstanceOf(CommitReply.Committed.class);
  }

  @Test
  default void aWrongClaimCommitsNothing() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    String before = scene.fixture.dump();
    for (RunClaim wrong : wrong(claim)) {
      assertThat(scene.runs.commit(scene.step(wrong, 0, "t1")))
          .isInstanceOf(CommitReply.Fenced.class);
      assertThat(scene.runs.complete(scene.end(scene.step(wrong, 0, "t1"))))
          .isInstanceOf(CommitReply.Fenced.class);
      assertThat(published(wrong, "e1")).isFalse();
      assertThat(scene.fixture.dump()).isEqualTo(before);
    }
  }

  @Test
  default void aWrongJournalLengthCommitsNothing() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.commit(scene.step(claim, 0, "t1", "t2"));
    String before = scene.fixture.dump();
    for (int length : new int[] {0, 1, 3}) {
      assertThat(scene.runs.commit(scene.step(claim, length, "t")))
          .isInstanceOf(CommitReply.Fenced.class);
      assertThat(scene.runs.complete(scene.end(scene.step(claim, length, "t"))))
          .isInstanceOf(CommitReply.Fenced.class);
      assertThat(scene.fixture.dump()).isEqualTo(before);
    }
  }

  @Test
  default void anotherLifeOfTheServerFencesAllClaimsOfTheOneBefore() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.fixture.restart();
    assertThat(scene.runs.commit(scene.step(claim, 0, "t1")))
        .isInstanceOf(CommitReply.Fenced.class);
    assertThat(scene.runs.complete(scene.end(scene.step(claim, 0, "t1"))))
        .isInstanceOf(CommitReply.Fenced.class);
    assertThat(published(claim, "e1")).isFalse();
    RenewReply renewed = scene.runs.renew(SHARD, R1, Scene.LEASE);
    assertThat(renewed.generation()).isEqualTo(claim.generation() + 1);
    assertThat(renewed.owned()).containsOnlyKeys(claim.task());
    scene.runs.release(SHARD, R1);
    RunClaim again = scene.claimOne(R1).claim();
    assertThat(again.generation()).isEqualTo(claim.generation() + 1);
    scene.complete(again);
  }

  @Test
  default void aRepeatedCommitIsStoredOnceAndAnsweredLikeTheFirst() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.deliver(scene.event(claim.task(), "1", "in"));
    CommitRequest commit = new CommitRequest(claim, "a", 0, list("t1"), list("e1"), 0, false);
    CommitReply first = scene.runs.commit(commit);
    String before = scene.fixture.dump();
    CommitReply again = scene.runs.commit(commit);
    assertThat(arrived(again)).isEqualTo(arrived(first)).containsExactly("in");
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aRepeatedCommitThatTookFromTheInboxTakesOnce() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.deliver(scene.event(claim.task(), "1", "first"));
    scene.runs.deliver(scene.event(claim.task(), "2", "second"));
    CommitRequest commit = scene.taking(claim, 0, 1, "t1");
    assertThat(arrived(scene.runs.commit(commit))).containsExactly("second");
    assertThat(arrived(scene.runs.commit(commit))).containsExactly("second");
  }

  @Test
  default void aRepeatedCompletionIsAnsweredLikeTheFirst() {
    Scene scene = scene();
    CompleteRequest end = scene.end(scene.step(scene.running(), 0, "t1"));
    CommitReply first = scene.runs.complete(end);
    String before = scene.fixture.dump();
    assertThat(scene.runs.complete(end)).isEqualTo(first);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void anEndedRunTakesNothingMore() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.complete(claim);
    String before = scene.fixture.dump();
    assertThat(scene.runs.commit(scene.step(claim, 0, "t"))).isInstanceOf(CommitReply.Fenced.class);
    assertThat(scene.runs.complete(scene.end(scene.step(claim, 0, "t"))))
        .isInstanceOf(CommitReply.Fenced.class);
    assertThat(published(claim, "e")).isFalse();
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void anUnknownRunIsFenced() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    RunClaim unknown =
        new RunClaim(SHARD, scene.newTask(), R1, claim.generation(), 1, claim.token());
    assertThat(scene.runs.commit(scene.step(unknown, 0))).isInstanceOf(CommitReply.Fenced.class);
    assertThat(scene.runs.complete(scene.end(scene.step(unknown, 0))))
        .isInstanceOf(CommitReply.Fenced.class);
    assertThat(published(unknown, "e")).isFalse();
  }

  @Test
  default void moreThanTheInboxHoldsCannotBeTaken() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    String before = scene.fixture.dump();
    assertThatThrownBy(() -> scene.runs.commit(scene.taking(claim, 0, 1, "t")))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("inbox");
    assertThatThrownBy(() -> scene.runs.complete(scene.end(scene.taking(claim, 0, 1, "t"))))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("inbox");
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void whatStepsStreamIsInOrderWithCommits() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    assertThat(published(claim, "e1", "e2")).isTrue();
    scene.runs.commit(new CommitRequest(claim, "a", 0, list(), list("e3"), 0, false));
    assertThat(published(claim, 3, "e4")).isEqualTo(PublishReply.STORED);
    assertThat(stream(claim)).containsExactly("e1", "e2", "e3", "e4");
  }

  @Test
  default void whatIsPublishedAgainIsInTheStreamOnce() {
    RunClaim claim = scene().running();
    published(claim, 1, "e1", "e2");
    assertThat(published(claim, 1, "e1", "e2")).isEqualTo(PublishReply.STORED);
    assertThat(published(claim, 2, "e2", "e3")).isEqualTo(PublishReply.STORED);
    assertThat(stream(claim)).containsExactly("e1", "e2", "e3");
  }

  @Test
  default void whatIsPublishedAfterSomethingThatIsMissingIsRefused() {
    RunClaim claim = scene().running();
    published(claim, 1, "e1");
    String before = scene().fixture.dump();
    assertThat(published(claim, 3, "e3")).isEqualTo(PublishReply.GAP);
    assertThat(scene().fixture.dump()).isEqualTo(before);
    assertThat(published(claim, 2, "e2", "e3")).isEqualTo(PublishReply.STORED);
    assertThat(stream(claim)).containsExactly("e1", "e2", "e3");
  }

  @Test
  default void eachClaimCountsItsEventsAnew() {
    Scene scene = scene();
    RunClaim first = scene.running();
    published(first, 1, "e1", "e2");
    scene.runs.release(SHARD, R1);
    RunClaim second = scene.claimOne(R2).claim();
    assertThat(published(first, 3, "late")).isEqualTo(PublishReply.FENCED);
    assertThat(published(second, 1, "e3")).isEqualTo(PublishReply.STORED);
    assertThat(stream(second)).containsExactly("e1", "e2", "e3");
  }

  private List<String> stream(RunClaim claim) {
    return texts(scene().runs.events(SHARD, claim.task(), 0, 9).events());
  }

  @Test
  default void aRunThatEndsIsNobodysAndFreesItsVersion() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    assertThat(scene.runs.unfinished(SHARD, V1)).isEqualTo(1);
    scene.complete(claim);
    assertThat(scene.runs.unfinished(SHARD, V1)).isZero();
    assertThat(scene.runs.renew(SHARD, R1, Scene.LEASE).owned()).isEmpty();
    assertThat(scene.runs.release(SHARD, R1)).isEmpty();
    assertThat(scene.claim(R2, 9)).isEmpty();
  }

  private RunStatus status(TaskId task) {
    return scene().runs.task(SHARD, task).orElseThrow().status();
  }

  private boolean published(RunClaim claim, String... events) {
    return published(claim, 1, events) == PublishReply.STORED;
  }

  private PublishReply published(RunClaim claim, long first, String... events) {
    return scene()
        .runs
        .publish(new PublishRequest(claim, first, list(events)))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private static List<String> arrived(CommitReply reply) {
    return texts(((CommitReply.Committed) reply).arrived());
  }
}
