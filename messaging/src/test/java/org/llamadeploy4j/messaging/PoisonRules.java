package org.llamadeploy4j.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.list;
import static org.llamadeploy4j.messaging.Scene.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;

/** A run that takes its runtimes with it is found out, and others are kept away from it. */
interface PoisonRules extends SceneHolder {
  private RunClaim claimAlone(RuntimeId runtime, TaskId task) {
    List<ClaimedRun> claimed = scene().claim(runtime, 9);
    assertThat(tasks(claimed)).containsExactly(task);
    return claimed.getFirst().claim();
  }

  /** The runtimes die, and what they had is taken over. */
  private void lapse() {
    Scene scene = scene();
    scene.runs.renew(SHARD, new RuntimeId("watch"), LEASE);
    scene.fixture.advance(LEASE);
    scene.runs.takeover(SHARD, 9);
  }

  private void lose(TaskId task, int times) {
    for (int i = 0; i < times; i++) {
      claimAlone(R1, task);
      lapse();
    }
  }

  private int lost(TaskId task) {
    return scene().control.find(SHARD, task).orElseThrow().lostClaims();
  }

  @Test
  default void aRunWhoseRuntimeIsLostFiveTimesFailsAndFreesItsSession() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.submit(SESSION);
    TaskId next = scene.submit(SESSION);
    lose(task, 4);
    assertThat(scene.status(task)).isEqualTo(RunStatus.QUEUED);
    assertThat(lost(task)).isEqualTo(4);
    claimAlone(R1, task);
    lapse();
    TaskView view = scene.control.find(SHARD, task).orElseThrow();
    assertThat(view.status()).isEqualTo(RunStatus.FAILED);
    assertThat(view.lostClaims()).isEqualTo(5);
    assertThat(new String(Objects.requireNonNull(view.result()), UTF_8))
        .contains("\"code\":\"poisoned\"", "lost 5 times in a row");
    assertThat(scene.stream(task)).containsExactly("WorkflowFailedEvent");
    assertThat(scene.runs.events(SHARD, task, 0, 9).ended()).isTrue();
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(next);
  }

  @Test
  default void aPoisonedRunIsRetriedWithACleanSlate() {
    Scene scene = scene();
    TaskId task = scene.submit();
    lose(task, 5);
    assertThat(scene.control.retry(scene.again(task, 2))).isEqualTo(new RetryReply.Accepted());
    assertThat(lost(task)).isZero();
    scene.complete(claimAlone(R2, task));
    assertThat(scene.status(task)).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  default void progressEndsTheCount() {
    Scene scene = scene();
    TaskId task = scene.submit();
    lose(task, 4);
    scene.runs.commit(scene.step(claimAlone(R1, task), 0, "t1"));
    assertThat(lost(task)).isZero();
    lapse();
    assertThat(lost(task)).as("it had committed something under this claim").isZero();
    lose(task, 4);
    assertThat(scene.status(task)).isEqualTo(RunStatus.QUEUED);
  }

  @Test
  default void thatARunWasTakenUpAgainIsNoProgress() {
    Scene scene = scene();
    TaskId task = scene.submit();
    RunClaim claim = claimAlone(R1, task);
    scene.runs.commit(
        new CommitRequest(claim, "taken up", 0, list("t1"), List.of(), 0, false, false));
    lapse();
    assertThat(lost(task)).isEqualTo(1);
  }

  @Test
  default void lossesThatAreNoSignOfPoisonAreNotCounted() {
    Scene scene = scene();
    TaskId waiting = scene.submit();
    RunClaim claim = claimAlone(R1, waiting);
    scene.runs.commit(new CommitRequest(claim, "rests", 0, List.of(), List.of(), 0, true));
    lapse();
    assertThat(lost(waiting)).as("no step was in flight").isZero();
    claimAlone(R1, waiting);
    scene.runs.release(SHARD, R1);
    assertThat(lost(waiting)).as("its runtime stopped by itself").isZero();
  }

  @Test
  default void aRuntimeThatDiesAndComesBackUnderItsNameIsALossAsWell() {
    Scene scene = scene();
    TaskId task = scene.submit();
    for (int i = 1; i <= 5; i++) {
      claimAlone(R1, task);
      assertThat(scene.runs.release(SHARD, R1, true)).containsExactly(task);
      assertThat(lost(task)).isEqualTo(i);
    }
    assertThat(scene.status(task)).isEqualTo(RunStatus.FAILED);
  }

  @Test
  default void aRunThatComesToRestIsNoSuspectAnyMore() {
    Scene scene = scene();
    TaskId task = scene.submit();
    lose(task, 4);
    RunClaim claim = claimAlone(R1, task);
    scene.runs.park(scene.park(claim, 0, Duration.ZERO));
    scene.runs.fire(SHARD, 9);
    assertThat(lost(task)).isZero();
    lose(task, 1);
    assertThat(lost(task)).isEqualTo(1);
  }

  @Test
  default void oneLossMakesNoSuspect() {
    Scene scene = scene();
    TaskId first = scene.submit();
    TaskId second = scene.submit();
    scene.claim(R1, 9);
    lapse();
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(first, second);
  }

  @Test
  default void aSuspectHasItsRuntimeForItselfUntilItHasCommitted() {
    Scene scene = scene();
    TaskId suspect = scene.submit();
    lose(suspect, 2);
    TaskId other = scene.submit();
    assertThat(scene.runs.queued(SHARD, ECHO)).isEqualTo(2);
    RunClaim claim = claimAlone(R1, suspect);
    assertThat(scene.claim(R1, 9)).as("nothing beside it").isEmpty();
    assertThat(tasks(scene.claim(R2, 9))).as("others go on").containsExactly(other);
    TaskId third = scene.submit();
    scene.runs.commit(scene.step(claim, 0, "t1"));
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(third);
  }

  @Test
  default void aSuspectThatEndsFreesItsRuntime() {
    Scene scene = scene();
    TaskId suspect = scene.submit();
    lose(suspect, 2);
    RunClaim claim = claimAlone(R1, suspect);
    TaskId other = scene.submit();
    scene.complete(claim);
    assertThat(lost(suspect)).isZero();
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(other);
  }

  @Test
  default void oneRuntimeAtATimeMakesRoomForASuspect() {
    Scene scene = scene();
    RuntimeId third = new RuntimeId("r3");
    TaskId suspect = scene.submit();
    lose(suspect, 1);
    claimAlone(R1, suspect);
    TaskId a = scene.submit();
    RunClaim busy = claimAlone(R2, a);
    claimAlone(third, scene.submit());
    scene.runs.release(SHARD, R1);
    claimAlone(R1, suspect);
    scene.runs.renew(SHARD, new RuntimeId("watch"), LEASE);
    scene.fixture.advance(LEASE.minusMillis(1));
    scene.runs.renew(SHARD, R2, LEASE);
    scene.runs.renew(SHARD, third, LEASE);
    scene.fixture.advance(Duration.ofMillis(1));
    assertThat(scene.runs.takeover(SHARD, 9)).containsExactly(suspect);

    TaskId c = scene.submit();
    assertThat(scene.claim(R2, 9)).as("R2 makes room").isEmpty();
    assertThat(scene.runs.claim(scene.wish(R2, Scene.V2, true, 9)))
        .as("whatever version it asks for")
        .isEmpty();
    assertThat(tasks(scene.claim(third, 9))).as("r3 need not").containsExactly(c);
    scene.end(busy, 0, RunStatus.FAILED);
    claimAlone(R2, suspect);
    assertThat(scene.claim(R2, 9)).isEmpty();
    TaskId d = scene.submit();
    assertThat(tasks(scene.claim(third, 9))).containsExactly(d);
  }

  @Test
  default void whoMakesRoomAndThenAsksNoMoreIsRelieved() {
    Scene scene = scene();
    TaskId suspect = scene.submit();
    lose(suspect, 2);
    claimAlone(R1, suspect);
    TaskId a = scene.submit();
    claimAlone(R2, a);
    scene.runs.release(SHARD, R1);
    assertThat(scene.claim(R2, 9)).isEmpty();
    scene.fixture.advance(LEASE);
    TaskId b = scene.submit();
    assertThat(tasks(scene.runs.claim(scene.wish(R2, Scene.V2, true, 9)))).containsExactly(b);
  }

  @Test
  default void aSuspectThatWaitsCanBeCancelled() {
    Scene scene = scene();
    TaskId suspect = scene.submit();
    lose(suspect, 2);
    assertThat(scene.cancel(suspect)).isEqualTo(new CancelReply.Cancelled());
    assertThat(scene.claim(R1, 9)).isEmpty();
    TaskId other = scene.submit();
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(other);
    assertThat(scene.fixture.dump()).doesNotContain("suspects", "alone");
  }

  @Test
  default void aRepeatedClaimOfASuspectBringsItAgain() {
    Scene scene = scene();
    TaskId suspect = scene.submit();
    lose(suspect, 2);
    ClaimRequest wish = scene.wish(R1, Scene.V1, true, 9);
    assertThat(tasks(scene.runs.claim(wish))).containsExactly(suspect);
    String before = scene.fixture.dump();
    assertThat(tasks(scene.runs.claim(wish))).containsExactly(suspect);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }
}
