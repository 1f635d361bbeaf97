package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.V2;
import static org.llamadeploy4j.messaging.Scene.tasks;
import static org.llamadeploy4j.messaging.Scene.texts;
import static org.llamadeploy4j.messaging.Scene.wrong;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/** Runs that nobody drives until an event or a timer brings them back. */
interface ParkingRules extends SceneHolder {
  Duration MINUTE = Duration.ofMinutes(1);
  Duration MILLI = Duration.ofMillis(1);

  @Test
  default void aParkedRunIsNobodysAndShownAsWaiting() {
    Scene scene = scene();
    RunClaim claim = scene.parked(null);
    assertThat(scene.status(claim.task())).isEqualTo(RunStatus.WAITING);
    assertThat(scene.runs.renew(SHARD, R1, LEASE).owned()).isEmpty();
    assertThat(scene.claim(R2, 9)).isEmpty();
    assertThat(scene.runs.unfinished(SHARD, V1)).isEqualTo(1);
    assertThat(scene.runs.queued(SHARD, ECHO)).isZero();
    scene.fixture.advance(LEASE.multipliedBy(2));
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
    assertThat(scene.runs.release(SHARD, R1)).isEmpty();
    assertThat(scene.status(claim.task())).isEqualTo(RunStatus.WAITING);
  }

  @Test
  default void anEventBringsAParkedRunBackToItsVersionWithItsJournal() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.commit(scene.step(claim, 0, "t1", "t2"));
    scene.runs.park(scene.park(claim, 2, MINUTE));
    assertThat(scene.runs.deliver(scene.event(claim.task(), "1", "answer")))
        .isEqualTo(DeliverReply.ACCEPTED);
    assertThat(scene.status(claim.task())).isEqualTo(RunStatus.QUEUED);
    assertThat(scene.runs.claim(scene.wish(R2, V2, true, 9))).isEmpty();
    ClaimedRun back = scene.claimOne(R2);
    assertThat(texts(back.journal())).containsExactly("t1", "t2");
    assertThat(texts(back.inbox())).containsExactly("answer");
    assertThat(back.claim().epoch()).isEqualTo(claim.epoch() + 1);
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(), null));
    scene.fixture.advance(MINUTE);
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(), null));
  }

  @Test
  default void aRepeatedOrRefusedEventLeavesAParkedRunWhereItIs() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.deliver(scene.event(claim.task(), "1", "first"));
    scene.runs.commit(scene.taking(claim, 0, 1, "t1"));
    scene.runs.park(scene.park(claim, 1, MINUTE));
    String before = scene.fixture.dump();
    assertThat(scene.runs.deliver(scene.event(claim.task(), "1", "first")))
        .isEqualTo(DeliverReply.ACCEPTED);
    scene.fixture.full(true);
    assertThat(scene.runs.deliver(scene.event(claim.task(), "2", "second")))
        .isEqualTo(DeliverReply.INBOX_FULL);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aParkIsRefusedWhenTheInboxHoldsAnything() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.deliver(scene.event(claim.task(), "1", "first"));
    scene.runs.deliver(scene.event(claim.task(), "2", "second"));
    String before = scene.fixture.dump();
    CommitReply reply = scene.runs.park(scene.park(claim, 0, MINUTE));
    assertThat(texts(((CommitReply.InboxChanged) reply).arrived()))
        .containsExactly("first", "second");
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aWrongClaimOrJournalLengthParksNothing() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.commit(scene.step(claim, 0, "t1"));
    String before = scene.fixture.dump();
    for (RunClaim wrong : wrong(claim)) {
      assertThat(scene.runs.park(scene.park(wrong, 1, null)))
          .isInstanceOf(CommitReply.Fenced.class);
    }
    for (int length : new int[] {0, 2}) {
      assertThat(scene.runs.park(scene.park(claim, length, null)))
          .isInstanceOf(CommitReply.Fenced.class);
    }
    RunClaim unknown =
        new RunClaim(SHARD, scene.newTask(), R1, claim.generation(), 1, claim.token());
    assertThat(scene.runs.park(scene.park(unknown, 0, null)))
        .isInstanceOf(CommitReply.Fenced.class);
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.fixture.restart();
    assertThat(scene.runs.park(scene.park(claim, 1, null))).isInstanceOf(CommitReply.Fenced.class);
  }

  @Test
  default void aRepeatedParkIsAnsweredLikeTheFirstAlsoWhenTheRunCameBackMeanwhile() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    ParkRequest park = scene.park(claim, 0, MINUTE);
    CommitReply first = scene.runs.park(park);
    assertThat(scene.runs.park(park)).isEqualTo(first);
    scene.runs.deliver(scene.event(claim.task(), "1", "answer"));
    RunClaim next = scene.claimOne(R2).claim();
    String before = scene.fixture.dump();
    assertThat(scene.runs.park(park)).isEqualTo(first);
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.runs.commit(scene.taking(next, 0, 1, "t1"));
    assertThat(scene.runs.park(park)).isInstanceOf(CommitReply.Fenced.class);
  }

  @Test
  default void whatTheFormerOwnerWritesIsRefused() {
    Scene scene = scene();
    RunClaim claim = scene.parked(null);
    String before = scene.fixture.dump();
    assertThat(scene.runs.commit(scene.step(claim, 0, "t"))).isInstanceOf(CommitReply.Fenced.class);
    assertThat(scene.runs.complete(scene.end(scene.step(claim, 0, "t"))))
        .isInstanceOf(CommitReply.Fenced.class);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aTimerBringsARunBackOnceWhenItIsDueAndNotBefore() {
    Scene scene = scene();
    TaskId task = scene.parked(MINUTE).task();
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(), MINUTE));
    scene.fixture.advance(MINUTE.minus(MILLI));
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(), MILLI));
    assertThat(scene.status(task)).isEqualTo(RunStatus.WAITING);
    scene.fixture.advance(MILLI);
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(task), null));
    String before = scene.fixture.dump();
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(), null));
    assertThat(scene.fixture.dump()).isEqualTo(before);
    assertThat(scene.status(task)).isEqualTo(RunStatus.QUEUED);
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(task);
  }

  @Test
  default void aFireIsBoundedAndGoesOnInTheOrderOfTime() {
    Scene scene = scene();
    TaskId third = scene.parked(Duration.ofSeconds(30)).task();
    TaskId first = scene.parked(Duration.ofSeconds(10)).task();
    TaskId second = scene.parked(Duration.ofSeconds(20)).task();
    TaskId later = scene.parked(Duration.ofSeconds(40)).task();
    scene.fixture.advance(Duration.ofSeconds(30));
    assertThat(scene.runs.fire(SHARD, 2))
        .isEqualTo(new FireReply(List.of(first, second), Duration.ZERO));
    assertThat(scene.runs.fire(SHARD, 2))
        .isEqualTo(new FireReply(List.of(third), Duration.ofSeconds(10)));
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(first, second, third);
    assertThat(scene.status(later)).isEqualTo(RunStatus.WAITING);
  }

  @Test
  default void aFireLooksAtNothingWhenItMayTakeNothing() {
    Scene scene = scene();
    scene.parked(Duration.ZERO);
    assertThat(scene.runs.fire(SHARD, 0)).isEqualTo(new FireReply(List.of(), Duration.ZERO));
  }

  @Test
  default void aSessionStaysLockedWhileItsRunIsParked() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId first = scene.submit(SESSION);
    RunClaim claim = scene.claimOne(R1).claim();
    scene.runs.park(scene.park(claim, 0, null));
    TaskId second = scene.submit(SESSION);
    assertThat(scene.claim(R1, 9)).isEmpty();
    assertThat(scene.sessions.find(SHARD, SESSION).orElseThrow().lockedBy()).isEqualTo(first);
    assertThat(scene.runs.task(SHARD, second).orElseThrow().blockedBy()).isEqualTo(first);
    assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.BUSY);
    scene.runs.deliver(scene.event(first, "1", "answer"));
    RunClaim back = scene.claimOne(R2).claim();
    assertThat(back.task()).isEqualTo(first);
    scene.runs.complete(scene.end(scene.taking(back, 0, 1, "t1")));
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(second);
  }

  @Test
  default void aRepeatedClaimLeavesOutWhatWasParked() {
    Scene scene = scene();
    scene.submit();
    ClaimRequest wish = scene.wish(R1, V1, true, 1);
    RunClaim claim = scene.runs.claim(wish).getFirst().claim();
    scene.runs.park(scene.park(claim, 0, null));
    assertThat(scene.runs.claim(wish)).isEmpty();
  }

  @Test
  default void aParkedRunOutlivesTheServer() {
    Scene scene = scene();
    TaskId task = scene.parked(MINUTE).task();
    scene.fixture.restart();
    scene.fixture.advance(MINUTE);
    assertThat(scene.runs.fire(SHARD, 9).queued()).containsExactly(task);
    assertThat(scene.claimOne(R2).claim().task()).isEqualTo(task);
  }
}
