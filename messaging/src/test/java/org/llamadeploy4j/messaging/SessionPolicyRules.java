package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.tasks;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;

/** What becomes of a task whose session is in use, where it does not wait. */
interface SessionPolicyRules extends SceneHolder {
  @Test
  default void aTaskThatDoesNotWaitIsToldWhoUsesItsSession() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId first = accepted(scene, SessionPolicy.REJECT);
    String before = scene.fixture.dump();
    assertThat(submit(scene, SessionPolicy.REJECT)).isEqualTo(new SubmitReply.SessionBusy(first));
    assertThat(scene.fixture.dump()).isEqualTo(before);
    ClaimedRun run = scene.claimOne(R1);
    assertThat(submit(scene, SessionPolicy.REJECT)).isEqualTo(new SubmitReply.SessionBusy(first));
    scene.runs.release(SHARD, R1);
    assertThat(submit(scene, SessionPolicy.REJECT)).isEqualTo(new SubmitReply.SessionBusy(first));
    assertThat(run.claim().task()).isEqualTo(first);
    scene.complete(scene.claimOne(R2).claim());
    assertThat(submit(scene, SessionPolicy.REJECT)).isEqualTo(new SubmitReply.Accepted());
  }

  @Test
  default void aSubmitThatIsRepeatedIsNotBlockedByItself() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    SubmitRequest request = request(scene.newTask(), SessionPolicy.REJECT);
    assertThat(scene.runs.submit(request)).isEqualTo(new SubmitReply.Accepted());
    assertThat(scene.runs.submit(request)).isEqualTo(new SubmitReply.Accepted());
  }

  @Test
  default void aTaskThatDoesNotWaitIsRefusedAlsoBehindThoseThatDo() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId waiting = accepted(scene, SessionPolicy.ENQUEUE);
    assertThat(submit(scene, SessionPolicy.REJECT)).isEqualTo(new SubmitReply.SessionBusy(null));
    scene.claimOne(R1);
    assertThat(submit(scene, SessionPolicy.REJECT)).isEqualTo(new SubmitReply.SessionBusy(waiting));
  }

  @Test
  default void runsThatShareTheirSessionRunAtTheSameTime() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    List<TaskId> submitted =
        List.of(
            accepted(scene, SessionPolicy.PARALLEL),
            accepted(scene, SessionPolicy.PARALLEL),
            accepted(scene, SessionPolicy.PARALLEL));
    assertThat(scene.runs.task(SHARD, submitted.get(1)).orElseThrow().blockedBy()).isNull();
    List<ClaimedRun> claimed = scene.claim(R1, 9);
    assertThat(tasks(claimed)).isEqualTo(submitted);
    assertThat(claimed).allMatch(ClaimedRun::sharesSession);
    assertThat(scene.sessions.find(SHARD, SESSION).orElseThrow().lockedBy()).isNull();
  }

  @Test
  default void howManyMayWaitForASessionDoesNotHoldForThoseThatShareIt() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    for (int i = 0; i < 3; i++) {
      SubmitLimits one = new SubmitLimits(100, 1, SessionPolicy.PARALLEL);
      SubmitRequest request =
          new SubmitRequest(SHARD, scene.newTask(), ECHO, SESSION, bytes("{}"), one, "");
      assertThat(scene.runs.submit(request)).isEqualTo(new SubmitReply.Accepted());
    }
  }

  @Test
  default void aSessionIsInUseUntilTheLastRunThatSharesItHasEnded() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    accepted(scene, SessionPolicy.PARALLEL);
    accepted(scene, SessionPolicy.PARALLEL);
    for (RunClaim claim : scene.claim(R1, 9).stream().map(ClaimedRun::claim).toList()) {
      assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.BUSY);
      assertThat(submit(scene, SessionPolicy.REJECT)).isEqualTo(new SubmitReply.SessionBusy(null));
      scene.complete(claim);
    }
    assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.DELETED);
  }

  @Test
  default void aRunThatSharesItsSessionKeepsItsPlaceWhenItChangesOwners() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = accepted(scene, SessionPolicy.PARALLEL);
    scene.claimOne(R1);
    scene.runs.release(SHARD, R1);
    assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.BUSY);
    ClaimedRun again = scene.claimOne(R2);
    assertThat(again.claim().task()).isEqualTo(task);
    assertThat(again.sharesSession()).isTrue();
    scene.complete(again.claim());
    assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.DELETED);
  }

  @Test
  default void aStateBuiltOnAnotherThanThePresentOneIsRefusedAndTheRunGoesOn() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    accepted(scene, SessionPolicy.PARALLEL);
    accepted(scene, SessionPolicy.PARALLEL);
    List<ClaimedRun> runs = scene.claim(R1, 9);
    RunClaim first = runs.get(0).claim();
    RunClaim second = runs.get(1).claim();
    String large = "1".repeat(200);
    assertThat(scene.runs.complete(end(scene.step(first, 0), large, new SharedState(null))))
        .isInstanceOf(CommitReply.Committed.class);
    CommitRequest last = scene.step(second, 0);
    String before = scene.fixture.dump();
    CommitReply refused = scene.runs.complete(end(last, "2", new SharedState(null)));
    assertThat(((CommitReply.StateChanged) refused).state()).isEqualTo(bytes(large));
    assertThat(scene.fixture.dump()).isEqualTo(before);
    CompleteRequest merged = end(last, "12", new SharedState(bytes(large)));
    assertThat(scene.runs.complete(merged)).isInstanceOf(CommitReply.Committed.class);
    assertThat(scene.runs.complete(merged))
        .as("repeated")
        .isInstanceOf(CommitReply.Committed.class);
    assertThat(scene.sessions.find(SHARD, SESSION).orElseThrow().state()).isEqualTo(bytes("12"));
  }

  @Test
  default void aStateThatIsLeftAsItIsMayHaveChangedAndAFailedRunLeavesIt() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    for (int i = 0; i < 3; i++) {
      accepted(scene, SessionPolicy.PARALLEL);
    }
    List<ClaimedRun> runs = scene.claim(R1, 9);
    scene.runs.complete(end(scene.step(runs.get(0).claim(), 0), "1", new SharedState(null)));
    scene.complete(runs.get(1).claim());
    CommitRequest last = scene.step(runs.get(2).claim(), 0);
    assertThat(
            scene.runs.complete(
                new CompleteRequest(
                    last, RunStatus.FAILED, bytes("{}"), bytes("3"), new SharedState(null))))
        .isInstanceOf(CommitReply.Committed.class);
    assertThat(scene.sessions.find(SHARD, SESSION).orElseThrow().state()).isEqualTo(bytes("1"));
  }

  private static CompleteRequest end(CommitRequest last, String state, SharedState seen) {
    return new CompleteRequest(last, RunStatus.COMPLETED, bytes("1"), bytes(state), seen);
  }

  private static SubmitReply submit(Scene scene, SessionPolicy policy) {
    return scene.runs.submit(request(scene.newTask(), policy));
  }

  private static TaskId accepted(Scene scene, SessionPolicy policy) {
    TaskId task = scene.newTask();
    assertThat(scene.runs.submit(request(task, policy))).isEqualTo(new SubmitReply.Accepted());
    return task;
  }

  static SubmitRequest request(TaskId task, SessionPolicy policy) {
    SubmitLimits limits = new SubmitLimits(100, 16, policy);
    return new SubmitRequest(SHARD, task, ECHO, SESSION, bytes("{}"), limits, "");
  }
}
