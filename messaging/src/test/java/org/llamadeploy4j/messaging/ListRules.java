package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/** Tasks are found by what they are, page by page. */
interface ListRules extends SceneHolder {
  @Test
  default void pagesShowEachTaskOnceNewestFirstThoughManyWereCreatedAtOnce() {
    Scene scene = scene();
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      tasks.addFirst(scene.submit());
      scene.fixture.advance(Duration.ofMillis(i % 4 == 3 ? 1 : 0));
    }
    TaskPage first = page(null, 3);
    TaskPage second = page(first.next(), 3);
    TaskPage third = page(second.next(), 3);
    assertThat(first.tasks()).hasSize(3);
    assertThat(third.next()).isNull();
    assertThat(ids(first, second, third)).isEqualTo(tasks);
  }

  @Test
  default void aFullPageThatIsTheLastSaysSo() {
    Scene scene = scene();
    scene.submit();
    scene.submit();
    assertThat(page(null, 2).next()).isNull();
    assertThat(scene.control.list(new Shard(SHARD.incarnation(), 5), TaskQuery.newest(2)))
        .isEqualTo(new TaskPage(List.of(), null));
  }

  @Test
  default void aPlaceHoldsWhileTasksComeAndGo() {
    Scene scene = scene();
    TaskId oldest = scene.submit();
    List<TaskId> ended = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ended.add(scene.submit());
    }
    TaskId newest = scene.submit();
    // The third of five: they all were created in the same moment.
    TaskPlace place = new TaskPlace(TwinFixture.START.toEpochMilli(), ended.get(2));
    assertThat(ids(page(place, 9))).containsExactly(ended.get(1), ended.get(0), oldest);
    scene
        .claim(R1, 6)
        .forEach(run -> {
          if (!run.claim().task().equals(oldest)) {
            scene.complete(run.claim());
          }
        });
    assertThat(scene.control.find(SHARD, ended.get(0))).as("purged").isEmpty();
    assertThat(scene.control.find(SHARD, ended.get(1))).as("purged").isEmpty();
    scene.fixture.advance(Duration.ofMillis(1));
    scene.submit();
    assertThat(ids(page(place, 9))).containsExactly(oldest);
    TaskPlace purged = new TaskPlace(place.at(), ended.get(1));
    assertThat(ids(page(purged, 9))).containsExactly(oldest);
    TaskPlace before = new TaskPlace(place.at() - 1, newest);
    assertThat(page(before, 9)).isEqualTo(new TaskPage(List.of(), null));
  }

  @Test
  default void tasksAreFoundByStatusServiceAndSession() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId failed = scene.submit();
    fail(scene, scene.claimOne(R1).claim());
    TaskId inSession = scene.submit(SESSION);
    TaskId blocked = scene.submit(SESSION);
    scene.claim(R1, 1);
    TaskId other = scene.newTask();
    ServiceId service = new ServiceId("other");
    scene.runs.submit(
        new SubmitRequest(SHARD, other, service, null, bytes("{}"), new SubmitLimits(9, 9), ""));

    assertThat(found(query(Set.of(RunStatus.FAILED), null, false))).containsExactly(failed);
    assertThat(found(query(Set.of(RunStatus.QUEUED, RunStatus.FAILED), null, false)))
        .containsExactly(other, blocked, failed);
    assertThat(found(query(Set.of(), service, false))).containsExactly(other);
    assertThat(found(query(Set.of(), ECHO, true))).containsExactly(blocked, inSession);
    assertThat(found(query(Set.of(RunStatus.COMPLETED), null, false))).isEmpty();
  }

  @Test
  default void aPageThatLookedAtEnoughIsShortAndNamesTheNext() {
    Scene scene = scene();
    TaskId failed = scene.submit();
    fail(scene, scene.claimOne(R1).claim());
    for (int i = 0; i < 4; i++) {
      scene.submit();
    }
    TaskQuery query = new TaskQuery(Set.of(RunStatus.FAILED), null, null, null, 1, 3);
    TaskPage first = scene.control.list(SHARD, query);
    assertThat(first.tasks()).isEmpty();
    TaskPage second =
        scene.control.list(SHARD, new TaskQuery(query.statuses(), null, null, first.next(), 1, 3));
    assertThat(ids(second)).containsExactly(failed);
    assertThat(second.next()).isNull();
  }

  @Test
  default void aTaskShowsWhoDrivesItAndWhyItFailedButNoPayloads() {
    Scene scene = scene();
    TaskId task = scene.submit();
    TaskView queued = view(task);
    assertThat(queued.startedAt()).isNull();
    assertThat(queued.runtime()).isNull();
    assertThat(queued.attempts()).isEqualTo(1);
    assertThat(queued.cancelRequested()).isFalse();
    assertThat(queued.input()).isNull();

    scene.fixture.advance(Duration.ofMillis(5));
    scene.claimOne(R1);
    scene.fixture.advance(Duration.ofMillis(5));
    scene.runs.release(SHARD, R1);
    assertThat(view(task).runtime()).isNull();
    RunClaim claim = scene.claimOne(R1).claim();
    assertThat(view(task).runtime()).isEqualTo(R1);
    assertThat(view(task).startedAt()).isEqualTo(TwinFixture.START.plusMillis(5));

    fail(scene, claim);
    assertThat(view(task).result()).isEqualTo(bytes("\"" + "why".repeat(30) + "\""));
    assertThat(view(task).runtime()).isNull();
    RunClaim completed = scene.running();
    scene.complete(completed);
    assertThat(view(completed.task()).result()).isNull();
    assertThat(scene.runs.task(SHARD, completed.task()).orElseThrow().input())
        .isEqualTo(bytes("{}"));
    assertThat(scene.control.find(SHARD, scene.newTask())).isEmpty();
  }

  @Test
  default void aTaskThatWaitsForItsSessionNamesWhatBlocksIt() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    TaskId first = scene.submit(SESSION);
    TaskId second = scene.submit(SESSION);
    assertThat(view(second).blockedBy()).isNull();
    scene.claim(R1, 1);
    assertThat(view(second).blockedBy()).isEqualTo(first);
    assertThat(view(first).blockedBy()).isNull();
  }

  private static void fail(Scene scene, RunClaim claim) {
    scene.runs.complete(
        new CompleteRequest(
            scene.step(claim, 0), RunStatus.FAILED, bytes("\"" + "why".repeat(30) + "\""), null));
  }

  private TaskView view(TaskId task) {
    return scene().control.find(SHARD, task).orElseThrow();
  }

  private TaskPage page(@Nullable TaskPlace after, int max) {
    return scene().control.list(SHARD, new TaskQuery(Set.of(), null, null, after, max, 100));
  }

  private static TaskQuery query(
      Set<RunStatus> statuses, @Nullable ServiceId service, boolean inSession) {
    return new TaskQuery(statuses, service, inSession ? SESSION : null, null, 9, 100);
  }

  private List<TaskId> found(TaskQuery query) {
    return ids(scene().control.list(SHARD, query));
  }

  private static List<TaskId> ids(TaskPage... pages) {
    List<TaskId> ids = new ArrayList<>();
    for (TaskPage page : pages) {
      page.tasks().forEach(task -> ids.add(task.task()));
    }
    return ids;
  }
}
