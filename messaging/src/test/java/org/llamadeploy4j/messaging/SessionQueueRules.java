package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.tasks;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Runs of one session go one after another and hand its state on. */
interface SessionQueueRules extends SceneHolder {
  @Test
  default void anUnknownSessionIsRefused() {
    Scene scene = scene();
    assertThat(scene.runs.submit(scene.request(scene.newTask(), SESSION)))
        .isEqualTo(new SubmitReply.UnknownSession());
    assertThat(scene.runs.queued(SHARD, ECHO)).isZero();
  }

  @Test
  default void tooManyTasksForASessionAreRefused() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    scene.submit(SESSION);
    TaskId task = scene.newTask();
    SubmitRequest request =
        new SubmitRequest(SHARD, task, ECHO, SESSION, bytes("{}"), new SubmitLimits(100, 1), "");
    assertThat(scene.runs.submit(request)).isEqualTo(new SubmitReply.SessionFull(1, Duration.ZERO));
    scene.claimOne(R1);
    assertThat(scene.runs.submit(request)).isEqualTo(new SubmitReply.Accepted());
  }

  @Test
  default void whoeverIsRefusedIsToldHowLongTheSessionHasBeenInUse() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    scene.submit(SESSION);
    scene.claimOne(R1);
    scene.fixture.advance(Duration.ofSeconds(7));
    scene.submit(SESSION);
    TaskId third = scene.newTask();
    SubmitLimits one = new SubmitLimits(100, 1);
    assertThat(
            scene.runs.submit(new SubmitRequest(SHARD, third, ECHO, SESSION, bytes("{}"), one, "")))
        .isEqualTo(new SubmitReply.SessionFull(1, Duration.ofSeconds(7)));
  }

  @Test
  default void aSecondRunOfASessionWaitsUntilTheFirstEnds() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId first = scene.submit(SESSION);
    TaskId second = scene.submit(SESSION);
    ClaimedRun running = scene.claimOne(R1);
    assertThat(running.claim().task()).isEqualTo(first);
    assertThat(scene.claim(R2, 9)).isEmpty();
    assertThat(scene.runs.task(SHARD, second).orElseThrow().blockedBy()).isEqualTo(first);
    scene.complete(running.claim());
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(second);
    assertThat(scene.runs.task(SHARD, second).orElseThrow().blockedBy()).isNull();
  }

  @Test
  default void runsOfOtherSessionsPassTheOnesThatWait() {
    Scene scene = scene();
    SessionId other = new SessionId("s2");
    scene.sessions.create(SHARD, SESSION, 9_999);
    scene.sessions.create(SHARD, other, 9_999);
    scene.submit(SESSION);
    scene.claimOne(R1);
    scene.submit(SESSION);
    TaskId passing = scene.submit(other);
    TaskId free = scene.submit();
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(passing, free);
  }

  @Test
  default void runsOfASessionKeepTheirOrderAndComeToTheHeadOfTheQueue() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId first = scene.submit(SESSION);
    TaskId second = scene.submit(SESSION);
    TaskId third = scene.submit(SESSION);
    RunClaim running = scene.claimOne(R1).claim();
    assertThat(running.task()).isEqualTo(first);
    assertThat(scene.claim(R1, 9)).isEmpty();
    TaskId fourth = scene.submit(SESSION);
    TaskId stranger = scene.submit();
    for (TaskId next : List.of(second, third)) {
      scene.complete(running);
      running = scene.claim(R1, 1).getFirst().claim();
      assertThat(running.task()).isEqualTo(next);
    }
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(stranger);
    scene.complete(running);
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(fourth);
  }

  @Test
  default void aSessionThatWasHandedOnLetsNobodyIn() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    scene.submit(SESSION);
    TaskId heir = scene.submit(SESSION);
    RunClaim running = scene.claimOne(R1).claim();
    scene.claim(R1, 9);
    scene.complete(running);
    assertThat(scene.sessions.find(SHARD, SESSION).orElseThrow().lockedBy()).isEqualTo(heir);
    assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.BUSY);
  }

  @Test
  default void theSessionStaysLockedWhileItsRunChangesOwners() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId first = scene.submit(SESSION);
    scene.submit(SESSION);
    scene.claimOne(R1);
    scene.runs.release(SHARD, R1);
    assertThat(tasks(scene.claim(R2, 9))).containsExactly(first);
    SubmitRequest third =
        new SubmitRequest(
            SHARD, scene.newTask(), ECHO, SESSION, bytes("{}"), new SubmitLimits(100, 1), "");
    assertThat(scene.runs.submit(third)).isEqualTo(new SubmitReply.SessionFull(1, Duration.ZERO));
  }

  @Test
  default void aCompletedRunHandsItsStateOn() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    for (String state : new String[] {"small", "large".repeat(50), "small again"}) {
      scene.submit(SESSION);
      RunClaim claim = scene.claimOne(R1).claim();
      scene.runs.complete(scene.end(scene.step(claim, 0), "1", state));
      scene.submit(SESSION);
      ClaimedRun next = scene.claimOne(R1);
      assertThat(next.sessionState()).isEqualTo(bytes(state));
      assertThat(next.session()).isEqualTo(SESSION);
      scene.complete(next.claim());
      assertThat(scene.sessions.find(SHARD, SESSION).orElseThrow().state()).isEqualTo(bytes(state));
    }
  }

  @Test
  default void aFailedRunLeavesTheStateAndFreesTheSession() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    scene.submit(SESSION);
    RunClaim claim = scene.claimOne(R1).claim();
    scene.runs.complete(
        new CompleteRequest(scene.step(claim, 0), RunStatus.FAILED, bytes("{}"), bytes("no")));
    SessionStore.SessionView session = scene.sessions.find(SHARD, SESSION).orElseThrow();
    assertThat(session.state()).isNull();
    assertThat(session.lockedBy()).isNull();
  }
}
