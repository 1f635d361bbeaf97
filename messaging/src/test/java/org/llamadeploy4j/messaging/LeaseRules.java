package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.ECHO;
import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.R2;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;

/** Leases by the store's clock; takeover of what lapsed. */
interface LeaseRules extends SceneHolder {
  Duration ALMOST = LEASE.minusMillis(1);
  Duration TICK = Duration.ofMillis(1);

  @Test
  default void aRunIsTakenOverOnceItsOwnersLeaseLapsed() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.fixture.advance(ALMOST);
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
    scene.fixture.advance(TICK);
    assertThat(scene.runs.takeover(SHARD, 9)).containsExactly(claim.task());
    assertThat(scene.runs.task(SHARD, claim.task()).orElseThrow().status())
        .isEqualTo(RunStatus.QUEUED);
    assertThat(scene.runs.commit(scene.step(claim, 0, "t"))).isInstanceOf(CommitReply.Fenced.class);
    RunClaim next = scene.claimOne(R2).claim();
    assertThat(next.epoch()).isEqualTo(2);
    assertThat(scene.runs.commit(scene.step(claim, 0, "t"))).isInstanceOf(CommitReply.Fenced.class);
    scene.complete(next);
  }

  @Test
  default void aRenewedLeaseLastsAnotherTerm() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.fixture.advance(ALMOST);
    assertThat(scene.runs.renew(SHARD, R1, LEASE).owned())
        .containsExactly(Map.entry(claim.task(), 1L));
    scene.fixture.advance(ALMOST);
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
    scene.fixture.advance(TICK);
    assertThat(scene.runs.takeover(SHARD, 9)).hasSize(1);
  }

  @Test
  default void aClaimRenewsTheLeaseAsWell() {
    Scene scene = scene();
    scene.running();
    scene.fixture.advance(ALMOST);
    scene.claim(R1, 1);
    scene.fixture.advance(ALMOST);
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
  }

  @Test
  default void anEarlyRenewalDoesNotWaitForTheTakeoverOfOthers() {
    Scene scene = scene();
    scene.running();
    scene.submit();
    scene.fixture.advance(Duration.ofSeconds(2));
    TaskId kept = scene.claimOne(R2).claim().task();
    scene.fixture.advance(Duration.ofSeconds(1));
    assertThat(scene.runs.takeover(SHARD, 9)).hasSize(1).doesNotContain(kept);
  }

  @Test
  default void aTakeoverIsBoundedAndGoesOn() {
    Scene scene = scene();
    List<TaskId> submitted = List.of(scene.submit(), scene.submit(), scene.submit());
    scene.claim(R1, 3);
    scene.fixture.advance(LEASE);
    assertThat(scene.runs.takeover(SHARD, 2)).isEqualTo(submitted.subList(0, 2));
    assertThat(scene.runs.takeover(SHARD, 2)).isEqualTo(submitted.subList(2, 3));
    assertThat(scene.runs.takeover(SHARD, 2)).isEmpty();
    assertThat(scene.runs.queued(SHARD, ECHO)).isEqualTo(3);
  }

  @Test
  default void releasedRunsComeBackAtOnceBeforeOthersAndInOrder() {
    Scene scene = scene();
    List<TaskId> held = List.of(scene.submit(), scene.submit());
    scene.claim(R1, 2);
    scene.submit();
    assertThat(scene.runs.release(SHARD, R1)).isEqualTo(held);
    assertThat(scene.runs.release(SHARD, R1)).isEmpty();
    assertThat(tasks(scene.claim(R2, 2))).isEqualTo(held);
  }

  @Test
  default void anotherLifeOfTheServerGivesEveryLeaseOneMoreTerm() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.fixture.advance(LEASE);
    scene.fixture.restart();
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
    scene.fixture.advance(ALMOST);
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
    scene.fixture.advance(TICK);
    assertThat(scene.runs.takeover(SHARD, 9)).containsExactly(claim.task());
  }

  @Test
  default void aClockThatJumpsAheadGivesEveryLeaseOneMoreTerm() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.renew(SHARD, R1, LEASE);
    scene.fixture.advance(Duration.ofHours(1));
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
    scene.fixture.advance(LEASE);
    assertThat(scene.runs.takeover(SHARD, 9)).containsExactly(claim.task());
  }

  @Test
  default void aClockThatJumpsBackDoesNotKeepLeasesForever() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.runs.renew(SHARD, R1, LEASE);
    scene.fixture.advance(Duration.ofHours(-1));
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
    scene.fixture.advance(LEASE);
    assertThat(scene.runs.takeover(SHARD, 9)).containsExactly(claim.task());
  }

  @Test
  default void aRenewalMakesALeaseWhereThereIsNone() {
    Scene scene = scene();
    RunClaim claim = scene.running();
    scene.fixture.advance(LEASE);
    RenewReply reply = scene.runs.renew(SHARD, R1, LEASE);
    assertThat(reply.generation()).isEqualTo(claim.generation());
    assertThat(scene.runs.takeover(SHARD, 9)).isEmpty();
    assertThat(scene.runs.renew(SHARD, R2, LEASE).owned()).isEmpty();
  }
}
