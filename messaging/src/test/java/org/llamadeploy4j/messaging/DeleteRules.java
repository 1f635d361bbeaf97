package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;

import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/** A run that has ended can be deleted, and nothing of it stays. */
interface DeleteRules extends SceneHolder {
  @Test
  default void aDeletedRunLeavesNothing() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    byte[] large = bytes("{\"a\": \"" + "x".repeat(200) + "\"}");
    scene.runs.submit(
        new SubmitRequest(SHARD, task, Scene.ECHO, null, large, new SubmitLimits(9, 9), ""));
    scene.runs.deliver(scene.event(task, "1", "event"));
    RunClaim claim = scene.claimOne(Scene.R1).claim();
    CommitRequest last = scene.taking(claim, 0, 1, "t1");
    scene.runs.complete(scene.end(last, "r".repeat(100), null));
    assertThat(scene.control.delete(SHARD, task)).isEqualTo(new DeleteReply.Deleted());
    assertThat(scene.control.find(SHARD, task)).isEmpty();
    assertThat(scene.runs.tasks(SHARD, 9)).isEmpty();
    assertThat(scene.runs.events(SHARD, task, 0, 9).ended()).isTrue();
    assertThat(scene.runs.pace(SHARD, Scene.ECHO).ended()).isZero();
    assertThat(scene.fixture.dump().replaceAll(".*:claims:.*", "")).doesNotContain(task.value());
    assertThat(scene.control.delete(SHARD, task)).isEqualTo(new DeleteReply.Unknown());
  }

  @Test
  default void aCancelledRunCanBeDeleted() {
    Scene scene = scene();
    TaskId task = scene.submit();
    scene.cancel(task);
    assertThat(scene.control.delete(SHARD, task)).isEqualTo(new DeleteReply.Deleted());
    assertThat(scene.fixture.dump()).doesNotContain(task.value());
  }

  @Test
  default void aRunThatHasNotEndedIsNotDeleted() {
    Scene scene = scene();
    TaskId parked = scene.parked(null).task();
    TaskId running = scene.running().task();
    TaskId queued = scene.submit();
    String before = scene.fixture.dump();
    assertThat(scene.control.delete(SHARD, queued))
        .isEqualTo(new DeleteReply.Active(RunStatus.QUEUED));
    assertThat(scene.control.delete(SHARD, running))
        .isEqualTo(new DeleteReply.Active(RunStatus.RUNNING));
    assertThat(scene.control.delete(SHARD, parked))
        .isEqualTo(new DeleteReply.Active(RunStatus.WAITING));
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void theKeyOfADeletedTaskDoesNotBringItBack() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    scene.reservations.reserve(ReservationRules.wish(task, null, "hash"));
    scene.runs.submit(ReservationRules.keyed(task));
    scene.cancel(task);
    scene.control.delete(SHARD, task);
    assertThat(scene.runs.submit(ReservationRules.keyed(task))).isEqualTo(new SubmitReply.Gone());
  }
}
