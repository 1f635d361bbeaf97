package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.V2;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.tasks;
import static org.llamadeploy4j.messaging.Scene.texts;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/** Submitting and claiming. */
interface QueueRules extends SceneHolder {
  @Test
  default void aSubmittedTaskIsClaimedWithAllItNeeds() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    byte[] input = bytes("{\"message\": \"" + "x".repeat(100) + "\"}");
    scene.runs.submit(
        new SubmitRequest(SHARD, task, ECHO, null, input, new SubmitLimits(1, 1), "door"));
    ClaimedRun run = scene.claimOne(R1);
    assertThat(run.claim().task()).isEqualTo(task);
    assertThat(run.claim().runtime()).isEqualTo(R1);
    assertThat(run.claim().epoch()).isEqualTo(1);
    assertThat(run.service()).isEqualTo(ECHO);
    assertThat(run.session()).isNull();
    assertThat(run.input()).isEqualTo(input);
    assertThat(run.sessionState()).isNull();
    assertThat(run.journal()).isEmpty();
    assertThat(run.inbox()).isEmpty();
    assertThat(run.replyTo()).isEqualTo("door");
  }

  @Test
  default void aTaskSubmittedTwiceIsQueuedOnce() {
    Scene scene = scene();
    SubmitRequest request = scene.request(scene.newTask(), null);
    assertThat(scene.runs.submit(request)).isEqualTo(new SubmitReply.Accepted());
    String before = scene.fixture.dump();
    assertThat(scene.runs.submit(request)).isEqualTo(new SubmitReply.Accepted());
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aFullQueueRefusesAndChangesNothing() {
    Scene scene = scene();
    scene.submit();
    TaskId task = scene.newTask();
    String before = scene.fixture.dump();
    assertThat(
            scene.runs.submit(
                new SubmitRequest(
                    SHARD, task, ECHO, null, bytes("{}"), new SubmitLimits(1, 16), "")))
        .isEqualTo(new SubmitReply.QueueFull(1));
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aFullStoreRefusesNewWorkButKnowsWhatItAccepted() {
    Scene scene = scene();
    TaskId accepted = scene.submit();
    scene.fixture.full(true);
    assertThat(scene.runs.submit(scene.request(scene.newTask(), null)))
        .isInstanceOf(SubmitReply.StoreFull.class);
    assertThat(scene.runs.submit(scene.request(accepted, null)))
        .isEqualTo(new SubmitReply.Accepted());
    assertThat(scene.runs.deliver(scene.event(accepted, "e1", "{}")))
        .isEqualTo(DeliverReply.INBOX_FULL);
    assertThat(scene.claim(R1, 1)).hasSize(1);
  }

  @Test
  default void runsAreClaimedInTheOrderTheyCameAndUpToTheFreeSlots() {
    Scene scene = scene();
    List<TaskId> submitted = List.of(scene.submit(), scene.submit(), scene.submit());
    assertThat(tasks(scene.claim(R1, 2))).isEqualTo(submitted.subList(0, 2));
    assertThat(tasks(scene.claim(R2, 2))).isEqualTo(submitted.subList(2, 3));
    assertThat(scene.claim(R1, 2)).isEmpty();
  }

  @Test
  default void aQueueBelongsToItsService() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    ServiceId other = new ServiceId("other");
    scene.runs.submit(
        new SubmitRequest(SHARD, task, other, null, bytes("{}"), new SubmitLimits(9, 9), ""));
    assertThat(scene.claim(R1, 1)).isEmpty();
    assertThat(scene.runs.queued(SHARD, other)).isEqualTo(1);
    assertThat(scene.runs.queued(SHARD, ECHO)).isZero();
  }

  @Test
  default void aRepeatedClaimReturnsTheSameRuns() {
    Scene scene = scene();
    scene.submit();
    scene.submit();
    ClaimRequest wish = scene.wish(R1, V1, true, 1);
    List<ClaimedRun> first = scene.runs.claim(wish);
    List<ClaimedRun> again = scene.runs.claim(wish);
    assertThat(again).extracting(ClaimedRun::claim).containsExactly(first.getFirst().claim());
    assertThat(scene.runs.queued(SHARD, ECHO)).isEqualTo(1);
  }

  @Test
  default void aRepeatedClaimLeavesOutWhatWasTakenAway() {
    Scene scene = scene();
    scene.submit();
    ClaimRequest wish = scene.wish(R1, V1, true, 1);
    scene.runs.claim(wish);
    scene.fixture.advance(Scene.LEASE);
    scene.runs.takeover(SHARD, 10);
    scene.claimOne(R2);
    assertThat(scene.runs.claim(wish)).isEmpty();
  }

  @Test
  default void aRepeatedClaimLeavesOutWhatHasEnded() {
    Scene scene = scene();
    scene.submit();
    TaskId other = scene.submit();
    ClaimRequest wish = scene.wish(R1, V1, true, 2);
    scene.complete(scene.runs.claim(wish).getFirst().claim());
    assertThat(tasks(scene.runs.claim(wish))).containsExactly(other);
  }

  @Test
  default void claimsOfTwoServicesOfOneRuntimeDoNotDisturbEachOther() {
    Scene scene = scene();
    ServiceId other = new ServiceId("other");
    scene.submit();
    scene.runs.submit(
        new SubmitRequest(
            SHARD, scene.newTask(), other, null, bytes("{}"), new SubmitLimits(9, 9), ""));
    ClaimRequest first = scene.wish(R1, V1, true, 1);
    ClaimRequest second =
        new ClaimRequest(SHARD, other, V2, true, 1, R1, Scene.LEASE, 1, scene.newOperation());
    List<ClaimedRun> claimed = scene.runs.claim(first);
    scene.runs.claim(second);
    assertThat(tasks(scene.runs.claim(first))).isEqualTo(tasks(claimed));
  }

  @Test
  default void aVersionThatIsNotLiveTakesOnlyRunsPinnedToIt() {
    Scene scene = scene();
    TaskId pinned = scene.running().task();
    scene.runs.release(SHARD, R1);
    scene.submit();
    assertThat(scene.runs.claim(scene.wish(R2, V2, false, 9))).isEmpty();
    assertThat(tasks(scene.runs.claim(scene.wish(R2, V1, false, 9)))).containsExactly(pinned);
  }

  @Test
  default void runsPinnedToTheVersionComeFirstAndOthersStayWithTheirVersion() {
    Scene scene = scene();
    TaskId pinned = scene.running().task();
    TaskId fresh = scene.submit();
    scene.runs.release(SHARD, R1);
    assertThat(tasks(scene.runs.claim(scene.wish(R1, V2, true, 9)))).containsExactly(fresh);
    assertThat(tasks(scene.runs.claim(scene.wish(R2, V1, true, 9)))).containsExactly(pinned);
    assertThat(scene.runs.unfinished(SHARD, V1)).isEqualTo(1);
    assertThat(scene.runs.unfinished(SHARD, V2)).isEqualTo(1);
  }

  @Test
  default void aRunThatComesBackBringsItsJournalAndInbox() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.commit(scene.step(claim, 0, "t1", "t2"));
    scene.runs.deliver(scene.event(claim.task(), "e1", "answer"));
    scene.runs.release(SHARD, R1);
    ClaimedRun again = scene.claimOne(R2);
    assertThat(texts(again.journal())).containsExactly("t1", "t2");
    assertThat(texts(again.inbox())).containsExactly("answer");
    assertThat(again.claim().epoch()).isEqualTo(2);
    assertThat(again.claim().token()).isNotEqualTo(claim.token());
  }

  @Test
  default void queuedRunsAreCountedWhetherPinnedOrNot() {
    Scene scene = scene();
    scene.running();
    scene.submit();
    assertThat(scene.runs.queued(SHARD, ECHO)).isEqualTo(1);
    scene.runs.release(SHARD, R1);
    assertThat(scene.runs.queued(SHARD, ECHO)).isEqualTo(2);
  }
}
