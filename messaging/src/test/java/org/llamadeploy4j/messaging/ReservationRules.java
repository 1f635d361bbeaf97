package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.Reservations.Keyed;
import org.llamadeploy4j.messaging.Reservations.KeyedTask;
import org.llamadeploy4j.messaging.ReserveReply.Reservation;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** A key stands for one task, from before it is submitted until some time after it has ended. */
interface ReservationRules extends SceneHolder {
  IdempotencyKey KEY = new IdempotencyKey("{order}:7");
  Duration WINDOW = Duration.ofHours(36);

  @Test
  default void aFreeKeyIsReservedForTheTaskThatWasProposed() {
    Scene scene = scene();
    TaskId task = scene.newTask();
    assertThat(scene.reservations.reserve(wish(task, SESSION, "hash")))
        .isEqualTo(new ReserveReply.Fresh(new Reservation(task, SESSION, 1, false)));
  }

  @Test
  default void theSameRequestFindsTheTaskOfTheFirst() {
    Scene scene = scene();
    TaskId task = reserved(scene);
    assertThat(scene.reservations.reserve(wish(scene.newTask(), SESSION, "hash")))
        .isEqualTo(new ReserveReply.Known(new Reservation(task, null, 2, false)));
  }

  @Test
  default void anotherRequestIsToldWhatTheKeyStandsForAndChangesNothing() {
    Scene scene = scene();
    TaskId task = reserved(scene);
    String before = scene.fixture.dump();
    assertThat(scene.reservations.reserve(wish(scene.newTask(), null, "another")))
        .isEqualTo(new ReserveReply.Taken(task));
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void keysOfTwoDeploymentsAreTwoKeys() {
    Scene scene = scene();
    reserved(scene);
    TaskId other = scene.newTask();
    ReserveRequest elsewhere =
        new ReserveRequest(new Incarnation("d2"), KEY, other, null, "another", WINDOW);
    assertThat(scene.reservations.reserve(elsewhere))
        .isEqualTo(new ReserveReply.Fresh(new Reservation(other, null, 1, false)));
  }

  @Test
  default void aKeyThatNobodyCaresForIsFreeAfterItsWindow() {
    Scene scene = scene();
    reserved(scene);
    scene.fixture.advance(WINDOW);
    TaskId next = scene.newTask();
    assertThat(scene.reservations.reserve(wish(next, null, "another")))
        .isEqualTo(new ReserveReply.Fresh(new Reservation(next, null, 1, false)));
  }

  @Test
  default void usingAKeyWhoseTaskMayNotBeSubmittedGivesItItsWholeWindowAgain() {
    Scene scene = scene();
    TaskId task = reserved(scene);
    scene.fixture.advance(WINDOW.minusMillis(1));
    scene.reservations.reserve(wish(scene.newTask(), null, "hash"));
    scene.fixture.advance(WINDOW.minusMillis(1));
    assertThat(scene.reservations.reserve(wish(scene.newTask(), null, "hash")))
        .isEqualTo(new ReserveReply.Known(new Reservation(task, null, 3, false)));
  }

  @Test
  default void aRefusedTaskFreesItsKeyAlsoWhenThatIsRepeated() {
    Scene scene = scene();
    TaskId task = reserved(scene);
    assertThat(free(scene, task, 1)).isTrue();
    assertThat(free(scene, task, 1)).isTrue();
    assertThat(scene.reservations.reserve(wish(scene.newTask(), null, "another")))
        .isInstanceOf(ReserveReply.Fresh.class);
  }

  @Test
  default void aKeyIsNotFreedWhenSomebodyElseUsedIt() {
    Scene scene = scene();
    TaskId task = reserved(scene);
    scene.reservations.reserve(wish(scene.newTask(), null, "hash"));
    String before = scene.fixture.dump();
    assertThat(free(scene, task, 1)).isFalse();
    assertThat(free(scene, scene.newTask(), 2)).isFalse();
    assertThat(scene.fixture.dump()).isEqualTo(before);
    assertThat(free(scene, task, 2)).isTrue();
  }

  @Test
  default void aKeyWhoseTaskWasSubmittedIsNotFreed() {
    Scene scene = scene();
    TaskId task = reserved(scene);
    keep(scene, task, WINDOW, false);
    assertThat(free(scene, task, 1)).isFalse();
  }

  @Test
  default void aFullStoreReservesNothingButKnowsWhatItReserved() {
    Scene scene = scene();
    TaskId task = reserved(scene);
    scene.fixture.full(true);
    assertThat(scene.reservations.reserve(wish(scene.newTask(), null, "hash")))
        .isEqualTo(new ReserveReply.Known(new Reservation(task, null, 2, false)));
    ReserveRequest fresh =
        new ReserveRequest(
            SHARD.incarnation(), new IdempotencyKey("b"), scene.newTask(), null, "h", WINDOW);
    assertThat(scene.reservations.reserve(fresh)).isInstanceOf(ReserveReply.StoreFull.class);
  }

  @Test
  default void aTaskWithAKeyIsLookedAtAMinuteAfterItWasSubmitted() {
    Scene scene = scene();
    TaskId task = submitted(scene);
    scene.submit();
    scene.fixture.advance(Duration.ofMillis(Limits.FIRST_LOOK_MILLIS - 1));
    assertThat(scene.reservations.due(SHARD, 9).tasks()).isEmpty();
    scene.fixture.advance(Duration.ofMillis(1));
    assertThat(states(scene)).containsExactly(KeyedTask.State.ALIVE);
    scene.complete(scene.claim(R1, 1).getFirst().claim());
    KeyedTask ended = scene.reservations.due(SHARD, 9).tasks().getFirst();
    assertThat(ended.keyed()).isEqualTo(new Keyed(task, KEY));
    assertThat(ended.state()).isEqualTo(KeyedTask.State.ENDED);
    assertThat(ended.endedAt()).isEqualTo(scene.reservations.due(SHARD, 1).now());
  }

  @Test
  default void aTaskThatWasSeenIsLookedAtAgainWhenSaidOrNever() {
    Scene scene = scene();
    TaskId task = submitted(scene);
    scene.fixture.advance(Duration.ofMinutes(1));
    look(scene, task, Duration.ofHours(1));
    assertThat(states(scene)).isEmpty();
    scene.fixture.advance(Duration.ofHours(1));
    assertThat(states(scene)).hasSize(1);
    scene.reservations.seen(SHARD, Map.of(new Keyed(task, KEY), Optional.empty()));
    look(scene, task, Duration.ZERO);
    assertThat(states(scene)).as("stays forgotten").isEmpty();
  }

  @Test
  default void aTaskThatIsPurgedWhileItsKeyIsNotSettledIsNotAcceptedAgain() {
    Scene scene = scene();
    TaskId task = submitted(scene);
    scene.complete(scene.claimOne(R1).claim());
    while (scene.runs.task(SHARD, task).isPresent()) {
      scene.complete(scene.running());
    }
    String before = scene.fixture.dump();
    assertThat(scene.runs.submit(keyed(task))).isEqualTo(new SubmitReply.Gone());
    assertThat(scene.fixture.dump()).isEqualTo(before);
    scene.fixture.advance(Duration.ofMinutes(1));
    assertThat(states(scene)).containsExactly(KeyedTask.State.GONE);
  }

  @Test
  default void aSubmitWithAKeyThatIsRepeatedIsAnsweredTheSame() {
    Scene scene = scene();
    TaskId task = submitted(scene);
    String before = scene.fixture.dump();
    assertThat(scene.runs.submit(keyed(task))).isEqualTo(new SubmitReply.Accepted());
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  default void aKeptKeyKnowsThatItsTaskWasSubmittedAndLivesAsLongAsSaid() {
    Scene scene = scene();
    TaskId task = submitted(scene);
    assertThat(keep(scene, task, Duration.ofHours(1), false)).as("not shorter").isTrue();
    scene.fixture.advance(Duration.ofHours(2));
    assertThat(scene.reservations.reserve(wish(scene.newTask(), null, "hash")))
        .isEqualTo(new ReserveReply.Known(new Reservation(task, null, 2, true)));
    assertThat(keep(scene, task, Duration.ofHours(1), true)).isTrue();
    scene.fixture.advance(Duration.ofHours(1));
    assertThat(scene.reservations.reserve(wish(scene.newTask(), null, "another")))
        .isInstanceOf(ReserveReply.Fresh.class);
  }

  @Test
  default void aKeyKeptUntilNowIsGoneAndOneOfAnotherTaskIsLeftAlone() {
    Scene scene = scene();
    TaskId task = reserved(scene);
    String before = scene.fixture.dump();
    assertThat(keep(scene, scene.newTask(), WINDOW, true)).isFalse();
    assertThat(scene.fixture.dump()).isEqualTo(before);
    assertThat(keep(scene, task, Duration.ZERO, true)).isTrue();
    assertThat(keep(scene, task, WINDOW, true)).as("it is gone").isFalse();
  }

  private static TaskId reserved(Scene scene) {
    TaskId task = scene.newTask();
    assertThat(scene.reservations.reserve(wish(task, null, "hash")))
        .isInstanceOf(ReserveReply.Fresh.class);
    return task;
  }

  private static TaskId submitted(Scene scene) {
    TaskId task = reserved(scene);
    assertThat(scene.runs.submit(keyed(task))).isEqualTo(new SubmitReply.Accepted());
    return task;
  }

  private static boolean free(Scene scene, TaskId task, long uses) {
    return scene.reservations.free(SHARD.incarnation(), KEY, task, uses);
  }

  private static List<KeyedTask.State> states(Scene scene) {
    return scene.reservations.due(SHARD, 9).tasks().stream().map(KeyedTask::state).toList();
  }

  static ReserveRequest wish(TaskId task, @Nullable SessionId session, String hash) {
    return new ReserveRequest(SHARD.incarnation(), KEY, task, session, hash, WINDOW);
  }

  static SubmitRequest keyed(TaskId task) {
    return new SubmitRequest(
        SHARD, task, ECHO, null, bytes("{}"), new SubmitLimits(100, 16), "", KEY, null);
  }

  static boolean keep(Scene scene, TaskId task, Duration later, boolean shorten) {
    return scene.reservations.keep(
        SHARD.incarnation(),
        KEY,
        task,
        scene.reservations.due(SHARD, 1).now().plus(later),
        shorten);
  }

  static void look(Scene scene, TaskId task, Duration later) {
    scene.reservations.seen(
        SHARD,
        Map.of(
            new Keyed(task, KEY), Optional.of(scene.reservations.due(SHARD, 1).now().plus(later))));
  }
}
