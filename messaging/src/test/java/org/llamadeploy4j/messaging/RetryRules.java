package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.V2;
import static org.llamadeploy4j.messaging.Scene.bytes;
import static org.llamadeploy4j.messaging.Scene.list;
import static org.llamadeploy4j.messaging.Scene.tasks;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;

/** A run that failed or was cancelled begins anew under its id, and only such a run does. */
interface RetryRules extends SceneHolder {
  RetryReply ACCEPTED = new RetryReply.Accepted();

  /** A run that streamed an event and failed. */
  private RunClaim failed() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.commit(new CommitRequest(claim, "c1", 0, list("t1"), list("e1"), 0, false));
    scene.end(claim, 1, RunStatus.FAILED);
    return claim;
  }

  @Test
  default void aFailedRunBeginsAnewWithItsInputAndNothingElse() {
    Scene scene = scene();
    TaskId task = failed().task();
    scene.fixture.advance(Duration.ofSeconds(1));
    assertThat(scene.control.retry(scene.again(task, 2))).isEqualTo(ACCEPTED);
    TaskView view = scene.control.find(SHARD, task).orElseThrow();
    assertThat(view.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(view.attempts()).isEqualTo(2);
    assertThat(view.result()).isNull();
    assertThat(view.endedAt()).isNull();
    assertThat(view.startedAt()).isNull();
    assertThat(view.version()).isNull();
    ClaimedRun anew = scene.claimOne(R2);
    assertThat(anew.claim().task()).isEqualTo(task);
    assertThat(anew.claim().epoch()).isEqualTo(2);
    assertThat(anew.input()).isEqualTo(bytes("{}"));
    assertThat(anew.journal()).isEmpty();
    scene.complete(anew.claim());
    assertThat(scene.status(task)).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  default void theStreamGoesOnAndTellsWhereTheAttemptBegins() {
    Scene scene = scene();
    TaskId task = failed().task();
    EventPage before = scene.runs.events(SHARD, task, 0, 9);
    assertThat(before.ended()).isTrue();
    scene.control.retry(scene.again(task, 2));
    EventPage after = scene.runs.events(SHARD, task, before.next(), 9);
    assertThat(after.first()).isEqualTo(before.next());
    assertThat(after.ended()).isFalse();
    RunClaim claim = scene.claimOne(R2).claim();
    scene.runs.commit(new CommitRequest(claim, "c2", 0, list("t1"), list("e2"), 0, false));
    assertThat(scene.stream(task)).containsExactly("e1", "RunRetried", "e2");
  }

  @Test
  default void whatTheOwnerOfTheFormerAttemptWritesIsRefused() {
    Scene scene = scene();
    RunClaim former = failed();
    scene.control.retry(scene.again(former.task(), 2));
    assertThat(scene.runs.commit(scene.step(former, 0, "t")))
        .isInstanceOf(CommitReply.Fenced.class);
    scene.claimOne(R1);
    String before = scene.fixture.dump();
    assertThat(scene.runs.commit(scene.step(former, 0, "t")))
        .isInstanceOf(CommitReply.Fenced.class);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aCancelledRunIsRetriedAtOnceWhateverItsStartWas() {
    Scene scene = scene();
    SubmitRequest later =
        LaterStartRules.later(
            scene.newTask(), null, new SubmitLimits(9, 9), LaterStartRules.IN_AN_HOUR);
    scene.runs.submit(later);
    scene.cancel(later.task());
    assertThat(scene.control.retry(scene.again(later.task(), 2))).isEqualTo(ACCEPTED);
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(later.task());
    assertThat(scene.control.find(SHARD, later.task()).orElseThrow().cancelRequested()).isFalse();
  }

  @Test
  default void anotherVersionMayRunIt() {
    Scene scene = scene();
    TaskId task = failed().task();
    scene.control.retry(scene.again(task, 2));
    assertThat(tasks(scene.runs.claim(scene.wish(R2, V2, true, 9)))).containsExactly(task);
    assertThat(scene.runs.unfinished(SHARD, V1)).isZero();
    assertThat(scene.runs.unfinished(SHARD, V2)).isEqualTo(1);
  }

  @Test
  default void aRunThatDidNotFailIsNotRetried() {
    Scene scene = scene();
    RunClaim done = scene.running();
    scene.complete(done);
    RunClaim running = scene.running();
    TaskId queued = scene.submit();
    String before = scene.fixture.dump();
    assertThat(scene.control.retry(scene.again(done.task(), 2)))
        .isEqualTo(new RetryReply.WrongStatus(RunStatus.COMPLETED));
    assertThat(scene.control.retry(scene.again(running.task(), 2)))
        .isEqualTo(new RetryReply.WrongStatus(RunStatus.RUNNING));
    assertThat(scene.control.retry(scene.again(queued, 2)))
        .isEqualTo(new RetryReply.WrongStatus(RunStatus.QUEUED));
    assertThat(scene.control.retry(scene.again(scene.newTask(), 2)))
        .isEqualTo(new RetryReply.Unknown());
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aRepeatedWishIsAnsweredLikeTheFirstAndAStaleOneIsRefused() {
    Scene scene = scene();
    TaskId task = failed().task();
    RetryRequest wish = scene.again(task, 2);
    scene.control.retry(wish);
    String before = scene.fixture.dump();
    assertThat(scene.control.retry(wish)).isEqualTo(ACCEPTED);
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.end(scene.claimOne(R1).claim(), 0, RunStatus.FAILED);
    before = scene.fixture.dump();
    assertThat(scene.control.retry(wish)).isEqualTo(ACCEPTED);
    assertThat(scene.control.retry(scene.again(task, 2))).isEqualTo(new RetryReply.OtherAttempt());
    assertThat(scene.fixture.dump()).isEqualTo(before);
    assertThat(scene.control.retry(scene.again(task, 3))).isEqualTo(ACCEPTED);
  }

  @Test
  default void itEntersItsQueueAndItsSessionLikeANewTask() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.submit(SESSION);
    scene.end(scene.claimOne(R1).claim(), 0, RunStatus.FAILED);
    TaskId holder = scene.submit(SESSION);
    RunClaim claim = scene.claimOne(R1).claim();
    TaskId waiting = scene.submit();
    String before = scene.fixture.dump();
    assertThat(refused(task, new SubmitLimits(1, 9)))
        .isEqualTo(new RetryReply.Refused(new SubmitReply.QueueFull(1)));
    assertThat(refused(task, new SubmitLimits(9, 0)))
        .isEqualTo(new RetryReply.Refused(new SubmitReply.SessionFull(0, Duration.ZERO)));
    assertThat(refused(task, new SubmitLimits(9, 9, SessionPolicy.REJECT)))
        .isEqualTo(new RetryReply.Refused(new SubmitReply.SessionBusy(holder)));
    scene.fixture.full(true);
    assertThat(refused(task, new SubmitLimits(9, 9)))
        .isEqualTo(new RetryReply.Refused(new SubmitReply.StoreFull(RedisMemory.FULL)));
    scene.fixture.full(false);
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.control.retry(scene.again(task, 2));
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(waiting);
    scene.complete(claim);
    assertThat(tasks(scene.claim(R1, 9))).containsExactly(task);
  }

  private RetryReply refused(TaskId task, SubmitLimits limits) {
    Scene scene = scene();
    return scene.control.retry(new RetryRequest(SHARD, task, scene.newOperation(), 2, limits));
  }

  @Test
  default void aRunWhoseSessionWasDeletedIsNotRetried() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.submit(SESSION);
    scene.cancel(task);
    scene.sessions.delete(SHARD, SESSION);
    assertThat(scene.control.retry(scene.again(task, 2)))
        .isEqualTo(new RetryReply.Refused(new SubmitReply.UnknownSession()));
  }

  @Test
  default void aRunThatSharesItsSessionDoesSoAgain() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.newTask();
    scene.runs.submit(SessionPolicyRules.request(task, SessionPolicy.PARALLEL));
    scene.cancel(task);
    scene.submit(SESSION);
    scene.claimOne(R1);
    assertThat(
            scene.control.retry(
                new RetryRequest(
                    SHARD, task, "op", 2, new SubmitLimits(9, 0, SessionPolicy.REJECT))))
        .isEqualTo(ACCEPTED);
    List<ClaimedRun> claimed = scene.claim(R1, 9);
    assertThat(tasks(claimed)).containsExactly(task);
    assertThat(claimed.getFirst().sharesSession()).isTrue();
  }

  @Test
  default void aRetriedRunIsNotRemovedForItsFormerEnd() {
    Scene scene = scene();
    TaskId task = failed().task();
    scene.control.retry(scene.again(task, 2));
    RunClaim claim = scene.claimOne(R1).claim();
    scene.fixture.advance(TwinFixture.RETENTION.age().plusSeconds(1));
    for (int i = 0; i < 9; i++) {
      scene.complete(scene.running());
    }
    assertThat(scene.status(task)).isEqualTo(RunStatus.RUNNING);
    assertThat(claim.task()).isEqualTo(task);
  }
}
