package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.SessionStore.CreateReply;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** What holds when a deployment comes to its end. */
interface ShardEndRules {
  Scene scene();

  @Test
  default void aClosedShardTakesNoTask() {
    Scene scene = scene();
    SubmitRequest known = scene.request(scene.newTask(), null);
    scene.runs.submit(known);
    assertThat(scene.ends.close(SHARD)).isEqualTo(1);
    String before = scene.fixture.dump();
    assertThat(scene.runs.submit(scene.request(scene.newTask(), null)))
        .isEqualTo(new SubmitReply.Closed());
    assertThat(scene.runs.submit(known)).as("repeated").isEqualTo(new SubmitReply.Accepted());
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aClosedShardTakesNoSessionButKeepsThoseItHas() {
    Scene scene = scene();
    assertThat(scene.sessions.create(SHARD, SESSION, 9)).isEqualTo(CreateReply.THERE);
    scene.ends.close(SHARD);
    assertThat(scene.sessions.create(SHARD, SESSION, 9)).isEqualTo(CreateReply.THERE);
    assertThat(scene.sessions.create(SHARD, new SessionId("late"), 9))
        .isEqualTo(CreateReply.CLOSED);
    assertThat(scene.sessions.find(SHARD, new SessionId("late"))).isEmpty();
  }

  @Test
  default void everyTaskThatHasNotEndedIsCountedWhereverItIs() {
    Scene scene = scene();
    RunClaim parked = scene.parked(Duration.ofHours(1));
    RunClaim running = scene.running();
    scene.complete(scene.running());
    scene.sessions.create(SHARD, SESSION, 9_999);
    RunClaim holder = claimIn(scene);
    scene.submit(SESSION);
    assertThat(scene.claim(R1, 9)).as("set aside").isEmpty();
    scene.submit();
    scene.runs.submit(
        LaterStartRules.later(
            scene.newTask(), null, new SubmitLimits(100, 16), LaterStartRules.IN_AN_HOUR));
    assertThat(scene.ends.close(SHARD)).isEqualTo(6);
    scene.complete(holder);
    scene.complete(running);
    assertThat(scene.ends.close(SHARD)).as("closing again only counts").isEqualTo(4);
    assertThat(scene.status(parked.task()).ended()).isFalse();
  }

  private static RunClaim claimIn(Scene scene) {
    scene.submit(SESSION);
    return scene.claimOne(R1).claim();
  }

  @Test
  default void runsOfAClosedShardComeToTheirEnd() {
    Scene scene = scene();
    TaskId task = scene.submit();
    scene.ends.close(SHARD);
    RunClaim claim = scene.claimOne(R1).claim();
    scene.runs.commit(scene.step(claim, 0, "t1"));
    scene.complete(claim, 1);
    assertThat(scene.status(task).ended()).isTrue();
    assertThat(scene.ends.close(SHARD)).isZero();
  }

  @Test
  default void onlyAClosedShardWithoutOpenTasksIsWiped() {
    Scene scene = scene();
    scene.complete(scene.running());
    assertRefused(scene);
    RunClaim open = scene.running();
    scene.ends.close(SHARD);
    assertRefused(scene);
    scene.complete(open);
    assertThat(scene.ends.wipe(SHARD, 9)).isTrue();
  }

  private static void assertRefused(Scene scene) {
    String before = scene.fixture.dump();
    assertThatThrownBy(() -> scene.ends.wipe(SHARD, 9))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("not closed, or tasks have not ended");
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aWipedShardKeepsNothingButItsClosedDoor() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9_999);
    RunClaim claim = claimIn(scene);
    scene.runs.deliver(scene.event(claim.task(), "e1", "event"));
    scene.runs.complete(
        scene.end(scene.taking(claim, 0, 1, "t1"), "\"" + "r".repeat(99) + "\"", "{}"));
    scene.complete(scene.running());
    scene.ends.close(SHARD);
    assertThat(scene.ends.wipe(SHARD, 1)).as("in pieces").isFalse();
    assertThat(scene.ends.wipe(SHARD, 1)).isTrue();
    assertThat(scene.ends.wipe(SHARD, 1)).as("again").isTrue();
    assertThat(scene.fixture.dump().lines().toList())
        .singleElement()
        .asString()
        .contains(":gen = ")
        .contains("closed=1")
        .contains("wiped=1");
    assertThat(scene.runs.submit(scene.request(scene.newTask(), null)))
        .isEqualTo(new SubmitReply.Closed());
  }

  @Test
  default void aLateRenewalLeavesNothingOnAWipedShard() {
    Scene scene = scene();
    scene.complete(scene.running());
    scene.ends.close(SHARD);
    scene.runs.renew(SHARD, R1, LEASE);
    scene.ends.wipe(SHARD, 9);
    String before = scene.fixture.dump();
    RenewReply reply = scene.runs.renew(SHARD, R1, LEASE);
    assertThat(reply.owned()).isEqualTo(Map.of());
    assertThat(scene.runs.release(SHARD, R1)).isEqualTo(List.of());
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }
}
