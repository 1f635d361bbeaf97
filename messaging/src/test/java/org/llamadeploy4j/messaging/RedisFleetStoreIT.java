package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llamadeploy4j.protocol.RolloutId;

@ExtendWith(SharedRedis.class)
class RedisFleetStoreIT extends FleetStoreContract {
  private final FleetOnRedis fleet = new FleetOnRedis(SharedRedis.settings());

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void anEndThatIsSentTwiceBecauseItsReplyWasLostIsAnsweredTheSame() {
    FleetStore sendsOneOperationTwice =
        new RedisFleetStore(
            fleet.redis(), fleet.prefix(), FleetOnRedis::script, () -> "one operation");
    Rollout rollout = FleetScene.rollout("r1", "Quick", FleetScene.version("echo", 1));
    store().begin(rollout, false);
    LeaderTerm term = store().lead("a", LEASE).orElseThrow();
    RolloutId id = rollout.id();
    assertThat(sendsOneOperationTwice.finish(term, id, Rollout.State.LIVE, "")).isTrue();
    assertThat(sendsOneOperationTwice.finish(term, id, Rollout.State.LIVE, "")).isTrue();
    assertThat(store().finish(term, id, Rollout.State.LIVE, "")).isFalse();
  }

  @Test
  void anEndBuiltOnADeploymentThatChangedMeanwhileIsNotStored() {
    store().begin(FleetScene.rollout("r1", "Quick", FleetScene.version("echo", 1)), false);
    LeaderTerm term = store().lead("a", LEASE).orElseThrow();
    RedisArgs args =
        new RedisArgs()
            .text("operation")
            .text(term.text())
            .text("r1")
            .text("Quick")
            .text("the rollout")
            .text("a deployment that is not there")
            .text("the deployment");
    assertThat(run("fleet_finish", args)).isEqualTo("CHANGED");
    assertThat(store().read().rollouts()).hasSize(1);
    assertThat(store().read().deployments()).isEmpty();
  }

  @Test
  void aVersionIsNotForgottenOnADeploymentThatChangedMeanwhile() {
    store().begin(FleetScene.rollout("r1", "Quick", FleetScene.version("echo", 1)), false);
    LeaderTerm term = store().lead("a", LEASE).orElseThrow();
    store().finish(term, new RolloutId("r1"), Rollout.State.LIVE, "");
    FleetState before = store().read();
    RedisArgs args = new RedisArgs().text(term.text()).text("Quick").text("older").text("newer");
    assertThat(run("fleet_replace", args)).isEqualTo("CHANGED");
    assertThat(store().read()).isEqualTo(before);
  }

  @Test
  void theScriptsRunOnTheServersOwnClock() {
    RedisSettings settings = SharedRedis.settings().withNamespace("fleet-clock");
    try (RedisScripts redis = RedisScripts.start(settings)) {
      FleetStore real =
          new RedisFleetStore(redis, settings.prefix(), RedisFleetStore::script, () -> "operation");
      long before = System.currentTimeMillis();
      LeaderTerm term = real.lead("a", LEASE).orElseThrow();
      assertThat(term.number()).isBetween(before - 1_000, System.currentTimeMillis() + 1_000);
      assertThat(real.assign(term, Set.of())).isTrue();
      assertThat(real.read().leader()).isEqualTo("a");
      real.resign("a");
    }
  }

  private String run(String script, RedisArgs args) {
    List<String> keys = List.of(fleet.prefix() + "{fleet}:gen");
    return RedisReply.word(
        fleet.redis().run(FleetOnRedis.script(script), "fleet", keys, args.list()));
  }

  @Override
  FleetStore store() {
    return fleet.store();
  }

  @Override
  void advance(Duration duration) {
    fleet.advance(duration);
  }

  @Override
  long published() {
    return fleet.published();
  }
}
