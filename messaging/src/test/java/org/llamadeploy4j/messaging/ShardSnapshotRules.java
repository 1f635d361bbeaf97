package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.Reservations.Keyed;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** What scripts of sessions, keys and whole shards leave, repeated and stale calls included. */
interface ShardSnapshotRules extends SceneHolder {
  private void expect(String name) {
    assertThat(scene().fixture.dump()).isEqualTo(SnapshotRules.snapshot(name).stripTrailing());
  }

  @Test
  default void claimPutsAsideWhatANewerReducerDrove() {
    Scene scene = scene();
    scene.submit();
    for (int reducer : new int[] {3, 1, 2}) {
      ClaimRequest wish =
          new ClaimRequest(
              SHARD,
              Scene.ECHO,
              Scene.V1,
              true,
              reducer,
              Scene.R1,
              Scene.LEASE,
              9,
              scene.newOperation());
      scene.runs.claim(wish);
      scene.runs.claim(wish);
      scene.runs.release(SHARD, Scene.R1);
    }
    expect("claim-newer");
  }

  @Test
  default void sessionCreateCountsEachSessionOnce() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 2);
    scene.fixture.advance(Duration.ofSeconds(1));
    scene.sessions.create(SHARD, SESSION, 2);
    scene.sessions.create(SHARD, new SessionId("s2"), 2);
    scene.sessions.create(SHARD, new SessionId("s3"), 2);
    expect("session-create");
  }

  @Test
  default void sessionDeleteRemovesWhatIsNotInUse() {
    Scene scene = scene();
    SessionId used = new SessionId("used");
    scene.sessions.create(SHARD, SESSION, 9);
    scene.sessions.create(SHARD, used, 9);
    scene.submit(used);
    for (int i = 0; i < 2; i++) {
      scene.sessions.delete(SHARD, SESSION);
      scene.sessions.delete(SHARD, used);
    }
    expect("session-delete");
  }

  @Test
  default void freeLeavesNothingAndTakesNoKeyThatWasUsedSince() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    scene.reservations.reserve(ReservationRules.wish(task, null, "hash"));
    scene.reservations.free(SHARD.incarnation(), ReservationRules.KEY, task, 2);
    scene.reservations.free(SHARD.incarnation(), ReservationRules.KEY, task, 1);
    scene.reservations.free(SHARD.incarnation(), ReservationRules.KEY, task, 1);
    assertThat(scene.fixture.dump()).isEmpty();
    scene.reservations.reserve(ReservationRules.wish(task, null, "hash"));
    scene.reservations.reserve(ReservationRules.wish(task, null, "hash"));
    scene.reservations.free(SHARD.incarnation(), ReservationRules.KEY, task, 1);
    expect("free");
  }

  @Test
  default void closeShutsTheDoorAndNothingElse() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9);
    scene.submit(SESSION);
    scene.ends.close(SHARD);
    scene.ends.close(SHARD);
    scene.sessions.create(SHARD, new SessionId("late"), 9);
    scene.runs.submit(scene.request(scene.newTask(), null));
    expect("close");
  }

  @Test
  default void wipeLeavesTheClosedDoorAlone() {
    Scene scene = scene();
    scene.sessions.create(SHARD, SESSION, 9);
    scene.runs.submit(OwnSessionRules.own(scene.newTask(), 9));
    RunClaim claim = scene.claimOne(R1).claim();
    scene.ends.close(SHARD);
    assertThatThrownBy(() -> scene.ends.wipe(SHARD, 9)).isInstanceOf(MessagingException.class);
    scene.complete(claim);
    scene.ends.wipe(SHARD, 9);
    scene.ends.wipe(SHARD, 9);
    scene.runs.renew(SHARD, R1, Scene.LEASE);
    scene.runs.commit(scene.step(claim, 0, "stale"));
    expect("wipe");
  }

  /** Tasks with keys that the sweep has seen: one to look at again, one that is settled. */
  @Test
  default void seenSetsTheNextLookOrDropsTheNote() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    scene.runs.submit(ReservationRules.keyed(task));
    ReservationRules.look(scene, task, Duration.ofHours(1));
    expect("seen");
    scene.reservations.seen(SHARD, Map.of(new Keyed(task, ReservationRules.KEY), Optional.empty()));
    assertThat(scene.fixture.dump()).doesNotContain(":keyed");
  }
}
