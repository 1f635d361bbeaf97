package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;

import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.SessionStore.CreateReply;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;

/** A session that comes with a task goes with the last of its tasks; others are bounded. */
interface OwnSessionRules extends SceneHolder {
  /** A task that brings its session. */
  static SubmitRequest own(TaskId task, int waiting) {
    return own(task, new SubmitLimits(waiting, 16));
  }

  /** As tasks of a handler are submitted. */
  private static SubmitRequest handled(TaskId task) {
    return own(task, new SubmitLimits(100, 16, SessionPolicy.REJECT));
  }

  private static SubmitRequest own(TaskId task, SubmitLimits limits) {
    return new SubmitRequest(
        SHARD, task, Scene.ECHO, SESSION, bytes("{}"), limits, "", null, null, true);
  }

  private static TaskId submitOwn(Scene scene) {
    TaskId task = scene.newTask();
    assertThat(scene.runs.submit(own(task, 100))).isEqualTo(new SubmitReply.Accepted());
    return task;
  }

  private static void completeOwn(Scene scene) {
    RunClaim claim = scene.claimOne(R1).claim();
    scene.runs.complete(scene.end(scene.step(claim, 0), "1", "s".repeat(200)));
  }

  @Test
  default void aSessionComesWithItsTaskAndIsLikeAnyOther() {
    Scene scene = scene();
    TaskId first = submitOwn(scene);
    TaskId second = scene.submit(SESSION);
    assertThat(scene.claim(R1, 9))
        .singleElement()
        .satisfies(run -> assertThat(run.claim().task()).isEqualTo(first));
    assertThat(scene.control.find(SHARD, second).orElseThrow().blockedBy()).isEqualTo(first);
    assertThat(scene.sessions.list(SHARD, 9)).hasSize(1);
  }

  @Test
  default void aTaskThatIsRefusedBringsNoSession() {
    Scene scene = scene();
    scene.submit();
    String before = scene.fixture.dump();
    assertThat(scene.runs.submit(own(scene.newTask(), 1)))
        .isInstanceOf(SubmitReply.QueueFull.class);
    scene.fixture.full(true);
    assertThat(scene.runs.submit(own(scene.newTask(), 9)))
        .isInstanceOf(SubmitReply.StoreFull.class);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aRepeatedSubmitCountsItsTaskOnce() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    scene.runs.submit(own(task, 9));
    String before = scene.fixture.dump();
    scene.runs.submit(own(task, 9));
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aHandlerTakesOneTaskAtATimeAndEachBeginsWithWhatTheLastOneLeft() {
    Scene scene = scene();
    TaskId first = scene.newTask();
    assertThat(scene.runs.submit(handled(first))).isEqualTo(new SubmitReply.Accepted());
    String before = scene.fixture.dump();
    assertThat(scene.runs.submit(handled(scene.newTask())))
        .isEqualTo(new SubmitReply.SessionBusy(first));
    assertThat(scene.fixture.dump()).isEqualTo(before);
    completeOwn(scene);
    TaskId second = scene.newTask();
    assertThat(scene.runs.submit(handled(second))).isEqualTo(new SubmitReply.Accepted());
    ClaimedRun claimed = scene.claimOne(R1);
    assertThat(claimed.claim().task()).isEqualTo(second);
    assertThat(claimed.sessionState()).isEqualTo(bytes("s".repeat(200)));
  }

  @Test
  default void aSessionGoesWithTheLastOfItsTasks() {
    Scene scene = scene();
    TaskId first = submitOwn(scene);
    completeOwn(scene);
    TaskId second = scene.submit(SESSION);
    completeOwn(scene);
    scene.control.delete(SHARD, first);
    assertThat(scene.sessions.find(SHARD, SESSION)).isPresent();
    scene.control.delete(SHARD, second);
    assertThat(scene.sessions.find(SHARD, SESSION)).isEmpty();
    assertThat(scene.fixture.dump()).doesNotContain(SESSION.value() + " ", "state:");
    assertThat(scene.runs.submit(scene.request(scene.newTask(), SESSION)))
        .isEqualTo(new SubmitReply.UnknownSession());
  }

  @Test
  default void aSessionWhoseTaskRunsStaysThoughAnotherOfItIsRemoved() {
    Scene scene = scene();
    submitOwn(scene);
    RunClaim running = scene.claimOne(R1).claim();
    TaskId waiting = scene.submit(SESSION);
    scene.cancel(waiting);
    scene.control.delete(SHARD, waiting);
    assertThat(scene.sessions.find(SHARD, SESSION)).isPresent();
    scene.complete(running);
    scene.control.delete(SHARD, running.task());
    assertThat(scene.sessions.find(SHARD, SESSION)).isEmpty();
  }

  @Test
  default void aRetriedTaskIsStillOneTaskOfItsSession() {
    Scene scene = scene();
    TaskId task = submitOwn(scene);
    scene.end(scene.claimOne(R1).claim(), 0, RunStatus.FAILED);
    scene.control.retry(scene.again(task, 2));
    completeOwn(scene);
    scene.control.delete(SHARD, task);
    assertThat(scene.sessions.find(SHARD, SESSION)).isEmpty();
  }

  @Test
  default void endedTasksThatAreRemovedTakeTheirSessionsAlong() {
    Scene scene = scene();
    submitOwn(scene);
    completeOwn(scene);
    for (int i = 0; i < 9; i++) {
      scene.complete(scene.running());
    }
    assertThat(scene.sessions.list(SHARD, 9)).isEmpty();
    assertThat(scene.fixture.dump()).doesNotContain("state:");
  }

  @Test
  default void aSessionThatSomebodyMadeOutlivesItsTasks() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9);
    TaskId task = submitOwn(scene);
    completeOwn(scene);
    scene.control.delete(SHARD, task);
    assertThat(scene.sessions.find(SHARD, SESSION)).isPresent();
  }

  @Test
  default void moreSessionsThanThereMayBeAreRefusedAndThoseOfTasksDoNotCount() {
    Scene scene = scene();
    submitOwn(scene);
    SessionId made = new SessionId("made");
    assertThat(scene.sessions.create(SHARD, made, 1)).isEqualTo(CreateReply.THERE);
    String before = scene.fixture.dump();
    assertThat(scene.sessions.create(SHARD, made, 1)).isEqualTo(CreateReply.THERE);
    assertThat(scene.sessions.create(SHARD, new SessionId("more"), 1))
        .isEqualTo(CreateReply.TOO_MANY);
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.sessions.delete(SHARD, made);
    assertThat(scene.sessions.create(SHARD, new SessionId("more"), 1)).isEqualTo(CreateReply.THERE);
  }

  @Test
  default void aFullStoreTakesNoNewSession() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9);
    scene.fixture.full(true);
    assertThat(scene.sessions.create(SHARD, SESSION, 9)).isEqualTo(CreateReply.THERE);
    assertThat(scene.sessions.create(SHARD, new SessionId("more"), 9))
        .isEqualTo(CreateReply.STORE_FULL);
    assertThat(scene.sessions.list(SHARD, 9)).hasSize(1);
  }
}
