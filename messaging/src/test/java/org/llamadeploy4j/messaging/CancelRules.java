package org.llamadeploy4j.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.tasks;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;

/** A wish to cancel a run is granted once, wherever the run is, and beats every other end. */
interface CancelRules extends SceneHolder {
  CancelReply CANCELLED = new CancelReply.Cancelled();
  CancelReply REQUESTED = new CancelReply.Requested();

  private void expectOver(TaskId task) {
    Scene scene = scene();
    TaskView view = scene.control.find(SHARD, task).orElseThrow();
    assertThat(view.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(view.endedAt()).isNotNull();
    assertThat(view.result()).isNotNull();
    assertThat(new String(view.result(), UTF_8)).contains("\"cancelled\"", StoredEnd.CANCEL_REASON);
    assertThat(scene.stream(task)).endsWith("WorkflowCancelledEvent");
    assertThat(scene.runs.events(SHARD, task, 0, 9).ended()).isTrue();
    assertThat(scene.runs.deliver(scene.event(task, "late", "e"))).isEqualTo(DeliverReply.ENDED);
    assertThat(scene.fixture.dump()).doesNotContain("cancels", "timers");
  }

  @Test
  default void aQueuedRunIsOverAtOnce() {
    Scene scene = scene();
    TaskId task = scene.submit();
    TaskId other = scene.submit();
    assertThat(scene.cancel(task)).isEqualTo(CANCELLED);
    expectOver(task);
    assertThat(scene.runs.queued(SHARD, ECHO)).isEqualTo(1);
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(other);
  }

  @Test
  default void aRunThatIsToStartLaterIsOverAtOnce() {
    Scene scene = scene();
    SubmitLimits one = new SubmitLimits(1, 1);
    SubmitRequest later =
        LaterStartRules.later(scene.newTask(), null, one, LaterStartRules.IN_AN_HOUR);
    scene.runs.submit(later);
    assertThat(scene.cancel(later.task())).isEqualTo(CANCELLED);
    expectOver(later.task());
    assertThat(
            scene.runs.submit(
                LaterStartRules.later(scene.newTask(), null, one, LaterStartRules.IN_AN_HOUR)))
        .as("its place is free")
        .isEqualTo(new SubmitReply.Accepted());
  }

  @Test
  default void aRunThatWaitsForItsSessionLeavesTheLine() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    scene.submit(SESSION);
    RunClaim first = scene.claimOne(R1).claim();
    TaskId second = scene.submit(SESSION);
    TaskId third = scene.submit(SESSION);
    assertThat(scene.claim(R1, 9)).as("both are set aside").isEmpty();
    assertThat(scene.cancel(second)).isEqualTo(CANCELLED);
    expectOver(second);
    scene.complete(first);
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(third);
  }

  @Test
  default void aParkedRunIsOverAtOnceAndFreesItsSession() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId first = scene.submit(SESSION);
    RunClaim claim = scene.claimOne(R1).claim();
    scene.runs.park(scene.park(claim, 0, Duration.ofMinutes(1)));
    TaskId second = scene.submit(SESSION);
    assertThat(scene.claim(R1, 9)).isEmpty();
    assertThat(scene.cancel(first)).isEqualTo(CANCELLED);
    expectOver(first);
    assertThat(scene.runs.unfinished(SHARD, V1)).isZero();
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(second);
  }

  @Test
  default void aRunThatCameBackToItsVersionIsOverAtOnce() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.submit(SESSION);
    scene.runs.commit(scene.step(scene.claimOne(R1).claim(), 0, "t1"));
    scene.runs.deliver(scene.event(task, "1", "never taken"));
    scene.runs.release(SHARD, R1);
    assertThat(scene.cancel(task)).isEqualTo(CANCELLED);
    expectOver(task);
    assertThat(scene.claim(R2, 9)).isEmpty();
    assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.DELETED);
  }

  @Test
  default void aRunThatWouldNotWaitGivesItsSessionBack() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.newTask();
    scene.runs.submit(SessionPolicyRules.request(task, SessionPolicy.REJECT));
    assertThat(scene.cancel(task)).isEqualTo(CANCELLED);
    assertThat(scene.runs.submit(SessionPolicyRules.request(scene.newTask(), SessionPolicy.REJECT)))
        .isEqualTo(new SubmitReply.Accepted());
  }

  @Test
  default void aRunThatSharesItsSessionLeavesIt() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.newTask();
    scene.runs.submit(SessionPolicyRules.request(task, SessionPolicy.PARALLEL));
    scene.runs.park(scene.park(scene.claimOne(R1).claim(), 0, null));
    assertThat(scene.cancel(task)).isEqualTo(CANCELLED);
    assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.DELETED);
  }

  @Test
  default void aRunThatIsDrivenEndsWhenItsOwnerConfirms() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.submit(SESSION);
    RunClaim claim = scene.claimOne(R1).claim();
    TaskId next = scene.submit(SESSION);
    assertThat(scene.claim(R1, 9)).isEmpty();
    assertThat(scene.cancel(task)).isEqualTo(REQUESTED);
    assertThat(scene.status(task)).isEqualTo(RunStatus.RUNNING);
    assertThat(scene.control.find(SHARD, task).orElseThrow().cancelRequested()).isTrue();
    assertThat(scene.claim(R2, 9)).as("its session is not free yet").isEmpty();
    scene.end(claim, 0, RunStatus.CANCELLED);
    assertThat(scene.status(task)).isEqualTo(RunStatus.CANCELLED);
    assertThat(scene.runs.renew(SHARD, R1, LEASE).cancels()).isEmpty();
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(next);
  }

  @Test
  default void theOwnerHearsOfItWithItsNextCommitAndItsNextRenewal() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    CommitRequest before = scene.step(claim, 0, "t1");
    assertThat(scene.runs.commit(before)).isEqualTo(new CommitReply.Committed(List.of(), false));
    assertThat(scene.runs.renew(SHARD, R1, LEASE).cancels()).isEmpty();
    scene.cancel(claim.task());
    assertThat(scene.runs.commit(before)).isEqualTo(new CommitReply.Committed(List.of(), true));
    assertThat(scene.runs.commit(scene.step(claim, 1, "t2")))
        .isEqualTo(new CommitReply.Committed(List.of(), true));
    assertThat(scene.runs.renew(SHARD, R1, LEASE).cancels()).containsExactly(claim.task());
    assertThat(scene.runs.renew(SHARD, R2, LEASE).cancels()).as("it is not R2's").isEmpty();
  }

  @Test
  default void anAcceptedCancelBeatsEveryOtherEnd() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.cancel(claim.task());
    String before = scene.fixture.dump();
    CommitRequest last = scene.step(claim, 0, "t1");
    assertThat(scene.runs.complete(scene.end(last))).isEqualTo(new CommitReply.CancelRequested());
    assertThat(
            scene.runs.complete(
                new CompleteRequest(last, RunStatus.FAILED, Scene.bytes("{}"), null)))
        .isEqualTo(new CommitReply.CancelRequested());
    assertThat(scene.runs.park(scene.park(claim, 0, null)))
        .isEqualTo(new CommitReply.CancelRequested());
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.end(claim, 0, RunStatus.CANCELLED);
  }

  @Test
  default void aRunThatIsToBeCancelledTakesNoMoreEvents() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.deliver(scene.event(claim.task(), "1", "before"));
    scene.cancel(claim.task());
    String before = scene.fixture.dump();
    assertThat(scene.runs.deliver(scene.event(claim.task(), "2", "after")))
        .isEqualTo(DeliverReply.ENDED);
    assertThat(scene.runs.deliver(scene.event(claim.task(), "1", "before")))
        .isEqualTo(DeliverReply.ACCEPTED);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aRunThatIsToBeCancelledEndsWhenItsOwnersLeaseLapses() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.submit(SESSION);
    scene.runs.commit(scene.step(scene.claimOne(R1).claim(), 0, "t1"));
    TaskId next = scene.submit(SESSION);
    assertThat(scene.claim(R1, 9)).isEmpty();
    scene.cancel(task);
    scene.fixture.advance(LEASE);
    assertThat(scene.runs.takeover(SHARD, 9)).containsExactly(task);
    expectOver(task);
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(next);
  }

  @Test
  default void aRunThatIsToBeCancelledEndsWhenItsOwnerStops() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    RunClaim other = scene.running();
    scene.cancel(claim.task());
    assertThat(scene.runs.release(SHARD, R1)).containsExactly(claim.task(), other.task());
    expectOver(claim.task());
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(other.task());
    assertThat(scene.runs.complete(scene.end(scene.step(claim, 0))))
        .isInstanceOf(CommitReply.Fenced.class);
  }

  @Test
  default void aRunThatHasEndedIsNotCancelled() {
    Scene scene = scene();
    RunClaim done = scene.running();
    scene.complete(done);
    RunClaim failed = scene.running();
    scene.end(failed, 0, RunStatus.FAILED);
    String before = scene.fixture.dump();
    assertThat(scene.cancel(done.task())).isEqualTo(new CancelReply.Ended(RunStatus.COMPLETED));
    assertThat(scene.cancel(failed.task())).isEqualTo(new CancelReply.Ended(RunStatus.FAILED));
    assertThat(scene.cancel(scene.newTask())).isEqualTo(new CancelReply.Unknown());
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void cancellingTwiceChangesNothingTheSecondTime() {
    Scene scene = scene();
    TaskId queued = scene.submit();
    scene.cancel(queued);
    RunClaim claim = scene.running();
    scene.cancel(claim.task());
    String before = scene.fixture.dump();
    assertThat(scene.cancel(queued)).isEqualTo(CANCELLED);
    assertThat(scene.cancel(claim.task())).isEqualTo(REQUESTED);
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.end(claim, 0, RunStatus.CANCELLED);
    assertThat(scene.cancel(claim.task())).isEqualTo(CANCELLED);
  }

  @Test
  default void aRepeatedWishDoesNotCancelTheRunThatWasRetriedMeanwhile() {
    Scene scene = scene();
    TaskId task = scene.submit();
    CancelRequest wish = new CancelRequest(SHARD, task, "wish");
    assertThat(scene.control.cancel(wish)).isEqualTo(CANCELLED);
    scene.control.retry(scene.again(task, 2));
    assertThat(scene.control.cancel(wish)).isEqualTo(CANCELLED);
    assertThat(scene.status(task)).isEqualTo(RunStatus.QUEUED);
    assertThat(scene.cancel(task)).as("another wish").isEqualTo(CANCELLED);
    assertThat(scene.status(task)).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  default void aFullStoreCancels() {
    Scene scene = scene();
    TaskId task = scene.submit();
    scene.fixture.full(true);
    assertThat(scene.cancel(task)).isEqualTo(CANCELLED);
  }

  @Test
  default void cancelledRunsAreRemovedLikeOthersThatEnd() {
    Scene scene = scene();
    for (int i = 0; i < 9; i++) {
      scene.cancel(scene.submit());
    }
    assertThat(scene.runs.tasks(SHARD, 99)).hasSize(3);
  }
}
