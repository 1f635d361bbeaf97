package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.states.StateShape;

/** Seeded sequences of writes are answered the same by Redis and the twin, and leave the same. */
@ExtendWith(SharedRedis.class)
class FleetTwinsIT {
  private static final int OPERATIONS = 80;
  private static final int ROLLOUTS = 12;
  private static final List<String> NAMES = List.of("a", "b", "c");

  private Instant now = FleetScene.START;
  private LeaderTerm term = new LeaderTerm("", 0);

  static long[] seeds() {
    return new Random(20_261_122).longs(100).toArray();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void redisAndTheTwinAgree(long seed) {
    Random random = new Random(seed);
    FleetStore twin = new TwinFleetStore(() -> now, () -> {}, Hints.NONE, "fleet");
    try (FleetOnRedis fleet = new FleetOnRedis(SharedRedis.settings())) {
      for (int i = 0; i < OPERATIONS; i++) {
        Duration step = Duration.ofMillis(step(random));
        now = now.plus(step);
        fleet.advance(step);
        Function<FleetStore, Object> operation = operation(random);
        Object expected = operation.apply(twin);
        assertThat(operation.apply(fleet.store())).as("operation %s", i).isEqualTo(expected);
        if (expected instanceof Optional<?> lead
            && lead.orElse(null) instanceof LeaderTerm granted) {
          term = granted;
        }
        assertThat(content(fleet.store())).as("after operation %s", i).isEqualTo(content(twin));
      }
      for (int i = 0; i < ROLLOUTS; i++) {
        RolloutId rollout = new RolloutId("r" + i);
        assertThat(fleet.store().rollout(rollout)).isEqualTo(twin.rollout(rollout));
      }
    }
  }

  private static long step(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> Duration.ofMinutes(40).toMillis();
      case 1 -> -random.nextInt(10_000);
      default -> random.nextInt(1_200);
    };
  }

  private Function<FleetStore, Object> operation(Random random) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    RolloutId rollout = new RolloutId("r" + random.nextInt(ROLLOUTS));
    ServiceVersion version = FleetScene.version("echo", random.nextInt(4));
    LeaderTerm fence =
        switch (random.nextInt(8)) {
          case 0 -> new LeaderTerm(term.controlPlane(), term.number() - 1);
          case 1 -> new LeaderTerm(name, term.number());
          default -> term;
        };
    boolean yes = random.nextBoolean();
    StateShape state = new StateShape("S", List.of(), "" + random.nextInt(3), "int", true);
    return switch (random.nextInt(13)) {
      case 0, 1 -> store -> store.begin(FleetScene.rollout(rollout.value(), name, version), yes);
      case 2, 3 ->
          store ->
              store.finish(fence, rollout, yes ? Rollout.State.LIVE : Rollout.State.FAILED, "why");
      case 4 -> store -> store.assign(fence, Set.of(FleetScene.assignment("r1", name, version)));
      case 5 -> store -> store.forget(fence, new DeploymentName(name), version.id());
      case 6 ->
          store -> {
            store.report(FleetScene.report(name), FleetStoreContract.LEASE);
            return "reported";
          };
      case 7 ->
          store -> {
            store.leave(new RuntimeId(name));
            if (yes) {
              store.resign(name);
            }
            return "left";
          };
      case 8 ->
          store ->
              store.undeploy(
                  new DeploymentName(name),
                  yes ? Deployment.Departure.DRAIN : Deployment.Departure.CANCEL);
      case 9 ->
          store -> {
            Deployment present = store.read().deployments().get(new DeploymentName(name));
            return present == null || store.remove(fence, present.name(), present.incarnation());
          };
      case 10 ->
          store ->
              yes
                  ? store.identity()
                  : store.identify(new FleetIdentity("fleet-" + name, "at " + name));
      case 11 ->
          store ->
              store.hold(
                  fence,
                  new DeploymentName(name),
                  new Incarnation(yes ? "i" + name : "other"),
                  FleetStoreContract.HELD.with(version.spec().id(), List.of(state)));
      default -> store -> store.lead(name, FleetStoreContract.LEASE);
    };
  }

  private static Map<String, Object> content(FleetStore store) {
    FleetState state = store.read();
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("deployments", state.deployments());
    content.put("rollouts", new HashSet<>(state.rollouts()));
    content.put("runtimes", new HashSet<>(state.runtimes()));
    content.put("assignments", state.assignments());
    content.put("leader", state.leader());
    return content;
  }
}
