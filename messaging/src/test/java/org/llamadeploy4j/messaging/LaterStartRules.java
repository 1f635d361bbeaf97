package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V2;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.tasks;
import static org.llamadeploy4j.messaging.Scene.texts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Tasks that are accepted now and started later. */
interface LaterStartRules extends SceneHolder {
  Duration HOUR = Duration.ofHours(1);
  Instant IN_AN_HOUR = TwinFixture.START.plus(HOUR);

  static SubmitRequest later(
      TaskId task, @Nullable SessionId session, SubmitLimits limits, Instant startAt) {
    return new SubmitRequest(SHARD, task, ECHO, session, bytes("{}"), limits, "", null, startAt);
  }

  private TaskId submitLater(@Nullable SessionId session) {
    TaskId task = scene().newTask();
    assertThat(scene().runs.submit(later(task, session, new SubmitLimits(100, 16), IN_AN_HOUR)))
        .isEqualTo(new SubmitReply.Accepted());
    return task;
  }

  @Test
  default void aTaskThatStartsLaterIsClaimedThenAndNotBefore() {
    Scene scene = scene();
    TaskId task = submitLater(null);
    assertThat(scene.status(task)).isEqualTo(RunStatus.QUEUED);
    assertThat(scene.runs.task(SHARD, task).orElseThrow().startAt()).isEqualTo(IN_AN_HOUR);
    assertThat(scene.claim(R1, 9)).isEmpty();
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(), HOUR));
    scene.fixture.advance(HOUR.minusMillis(1));
    assertThat(scene.runs.fire(SHARD, 9).queued()).isEmpty();
    scene.fixture.advance(Duration.ofMillis(1));
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(task), null));
    assertThat(scene.runs.fire(SHARD, 9).queued()).isEmpty();
    ClaimedRun run = scene.runs.claim(scene.wish(R1, V2, true, 9)).getFirst();
    assertThat(run.claim().task()).isEqualTo(task);
    assertThat(run.journal()).isEmpty();
    scene.complete(run.claim());
  }

  @Test
  default void aStartThatHasPassedIsNow() {
    Scene scene = scene();
    for (Instant past : List.of(TwinFixture.START, TwinFixture.START.minus(HOUR))) {
      TaskId task = scene.newTask();
      scene.runs.submit(later(task, null, new SubmitLimits(100, 16), past));
      assertThat(scene.runs.task(SHARD, task).orElseThrow().startAt()).isNull();
      assertThat(tasks(scene.claim(R1, 9))).containsExactly(task);
    }
    assertThat(scene.runs.fire(SHARD, 9)).isEqualTo(new FireReply(List.of(), null));
  }

  @Test
  default void aTaskThatStartsLaterTakesAPlaceInTheQueueOfItsService() {
    Scene scene = scene();
    SubmitLimits two = new SubmitLimits(2, 16);
    submitLater(null);
    TaskId other = scene.newTask();
    assertThat(scene.runs.submit(later(other, null, two, IN_AN_HOUR)))
        .isEqualTo(new SubmitReply.Accepted());
    String before = scene.fixture.dump();
    assertThat(scene.runs.submit(later(scene.newTask(), null, two, IN_AN_HOUR)))
        .isEqualTo(new SubmitReply.QueueFull(2));
    assertThat(scene.runs.submit(later(scene.newTask(), null, two, TwinFixture.START)))
        .isEqualTo(new SubmitReply.QueueFull(2));
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.fixture.advance(HOUR);
    assertThat(scene.runs.fire(SHARD, 1).queued()).hasSize(1);
    assertThat(scene.runs.submit(later(scene.newTask(), null, two, TwinFixture.START)))
        .isEqualTo(new SubmitReply.QueueFull(2));
    scene.claim(R1, 1);
    assertThat(scene.runs.submit(later(scene.newTask(), null, two, TwinFixture.START)))
        .isEqualTo(new SubmitReply.Accepted());
  }

  @Test
  default void aRepeatedSubmitOfATaskThatStartsLaterChangesNothing() {
    Scene scene = scene();
    TaskId task = submitLater(null);
    String before = scene.fixture.dump();
    scene.runs.submit(later(task, null, new SubmitLimits(100, 16), IN_AN_HOUR));
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.fixture.advance(HOUR);
    scene.runs.fire(SHARD, 9);
    String queued = scene.fixture.dump();
    scene.runs.submit(later(task, null, new SubmitLimits(100, 16), IN_AN_HOUR));
    assertThat(scene.fixture.dump()).isEqualTo(queued);
  }

  @Test
  default void anEventForATaskThatStartsLaterWaitsWithIt() {
    Scene scene = scene();
    TaskId task = submitLater(null);
    assertThat(scene.runs.deliver(scene.event(task, "1", "early")))
        .isEqualTo(DeliverReply.ACCEPTED);
    assertThat(scene.claim(R1, 9)).isEmpty();
    scene.fixture.advance(HOUR);
    scene.runs.fire(SHARD, 9);
    assertThat(texts(scene.claimOne(R1).inbox())).containsExactly("early");
  }

  @Test
  default void aTaskThatStartsLaterDoesNotHoldUpItsSessionAndIsNotBlockedByIt() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId first = submitLater(SESSION);
    TaskId second = scene.submit(SESSION);
    assertThat(scene.sessions.delete(SHARD, SESSION)).isEqualTo(SessionStore.DeleteReply.BUSY);
    RunClaim claim = scene.claimOne(R1).claim();
    assertThat(claim.task()).isEqualTo(second);
    assertThat(scene.runs.task(SHARD, first).orElseThrow().blockedBy()).isNull();
    scene.fixture.advance(HOUR);
    scene.runs.fire(SHARD, 9);
    assertThat(scene.runs.task(SHARD, first).orElseThrow().blockedBy()).isEqualTo(second);
    assertThat(scene.claim(R1, 9)).isEmpty();
    scene.complete(claim);
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(first);
  }

  @Test
  default void aTaskThatStartsLaterOutlivesTheServer() {
    Scene scene = scene();
    TaskId task = submitLater(null);
    scene.fixture.restart();
    scene.fixture.advance(HOUR);
    assertThat(scene.runs.fire(SHARD, 9).queued()).containsExactly(task);
    assertThat(scene.claimOne(R1).claim().task()).isEqualTo(task);
  }

  @Test
  default void aFullStoreStartsWhatItAccepted() {
    Scene scene = scene();
    TaskId task = submitLater(null);
    scene.fixture.full(true);
    scene.fixture.advance(HOUR);
    assertThat(scene.runs.fire(SHARD, 9).queued()).containsExactly(task);
  }
}
