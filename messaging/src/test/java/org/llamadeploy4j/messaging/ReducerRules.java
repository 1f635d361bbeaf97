package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.V1;
import static org.llamadeploy4j.messaging.Scene.tasks;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;

/** A run goes only to runtimes that know the newest reducer that ever drove it. */
interface ReducerRules extends SceneHolder {

  private List<TaskId> claim(RuntimeId runtime, int reducer, int max) {
    Scene scene = scene();
    return tasks(
        scene.runs.claim(
            new ClaimRequest(
                SHARD, ECHO, V1, true, reducer, runtime, LEASE, max, scene.newOperation())));
  }

  /** Runs that a runtime with this reducer drove and gave back. */
  private List<TaskId> givenBack(int reducer, int count) {
    for (int i = 0; i < count; i++) {
      scene().submit();
    }
    List<TaskId> claimed = claim(R2, reducer, count);
    assertThat(claimed).hasSize(count);
    scene().runs.release(SHARD, R2);
    return claimed;
  }

  private long queued() {
    return scene().runs.queued(SHARD, ECHO);
  }

  @Test
  default void aRunThatANewerReducerDroveWaitsForOneThatKnowsIt() {
    List<TaskId> given = givenBack(3, 2);
    assertThat(claim(R1, 1, 9)).isEmpty();
    assertThat(claim(R1, 2, 9)).isEmpty();
    assertThat(given)
        .allSatisfy(task -> assertThat(scene().status(task)).isEqualTo(RunStatus.QUEUED));
    assertThat(queued()).as("they are still counted").isEqualTo(2);
    assertThat(claim(R2, 3, 9)).isEqualTo(given);
    assertThat(queued()).isZero();
  }

  @Test
  default void aRunThatANewerReducerDroveKeepsNobodyFromOthers() {
    givenBack(2, 1);
    TaskId other = scene().submit();
    assertThat(claim(R1, 1, 9)).containsExactly(other);
  }

  @Test
  default void aNewerReducerTakesWhatAnOlderOneDrove() {
    List<TaskId> given = givenBack(1, 1);
    assertThat(claim(R1, 2, 9)).isEqualTo(given);
    scene().runs.release(SHARD, R1);
    assertThat(claim(R2, 1, 9)).as("it has a newer one's ticks now").isEmpty();
    assertThat(claim(R1, 2, 9)).isEqualTo(given);
  }

  @Test
  default void aRunThatCameBackFromAWaitGoesToItsReducerToo() {
    TaskId task = scene().submit();
    ClaimRequest wish =
        new ClaimRequest(SHARD, ECHO, V1, true, 2, R2, LEASE, 1, scene().newOperation());
    RunClaim claim = scene().runs.claim(wish).getFirst().claim();
    scene().runs.park(scene().park(claim, 0, null));
    assertThat(scene().runs.deliver(scene().event(task, "e1", "{}")))
        .isEqualTo(DeliverReply.ACCEPTED);
    assertThat(claim(R1, 1, 9)).isEmpty();
    assertThat(claim(R2, 2, 9)).containsExactly(task);
  }

  @Test
  default void aSuspectOfANewerReducerIsStillRunAlone() {
    List<TaskId> given = givenBack(2, 1);
    for (int i = 0; i < 2; i++) {
      assertThat(claim(R2, 2, 9)).isEqualTo(given);
      scene().runs.release(SHARD, R2, true);
    }
    assertThat(claim(R1, 1, 9)).isEmpty();
    TaskId other = scene().submit();
    assertThat(claim(R1, 1, 9)).containsExactly(other);
    scene().submit();
    assertThat(claim(R2, 2, 9)).isEqualTo(given);
    assertThat(claim(R2, 2, 9)).as("it is alone").isEmpty();
  }

  @Test
  default void aRunThatWaitsForANewerReducerCanBeCancelledAndBeginsAnewAnywhere() {
    TaskId task = givenBack(2, 1).getFirst();
    assertThat(claim(R1, 1, 9)).isEmpty();
    scene().cancel(task);
    assertThat(scene().status(task)).isEqualTo(RunStatus.CANCELLED);
    assertThat(queued()).isZero();
    assertThat(scene().control.retry(scene().again(task, 2))).isEqualTo(new RetryReply.Accepted());
    assertThat(claim(R1, 1, 9)).as("its journal begins anew").containsExactly(task);
  }

  @Test
  default void aReducerOutOfRangeIsRefused() {
    for (int reducer : new int[] {0, ClaimRequest.MOST_REDUCERS + 1}) {
      assertThatThrownBy(() -> claim(R1, reducer, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("reducer is " + reducer + ", expected 1 to 64");
    }
  }
}
