package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.controlplane.planner.Planner;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Deployment.Departure;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.FleetStore.BeginReply;
import org.llamadeploy4j.messaging.FleetStore.UndeployReply;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

/** Whole fleets on one seeded scheduler and a virtual clock, with crashes at any action. */
class LeaderSimulationTest {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final int CHAOS_STEPS = 300;

  /** A runtime that has not looked for this long has lost its leases and claims nothing. */
  private static final Duration STALE_VIEW = Duration.ofSeconds(8);

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 200).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aFleetSettlesAndLosesNothingWhateverCrashes(long seed) {
    try (Fleet fleet = new Fleet(seed)) {
      for (int step = 0; step < CHAOS_STEPS; step++) {
        fleet.chaos();
      }
      fleet.settle();
    }
  }

  /** One simulated fleet. */
  private static final class Fleet implements AutoCloseable {
    private final long seed;
    private final Random random;
    private Instant now = Instant.EPOCH;
    private final InMemoryMessaging messaging = new InMemoryMessaging(() -> now);
    private final FleetStore store = messaging.fleet();
    private final List<Leader> leaders = new ArrayList<>();
    private final List<Host> runtimes = new ArrayList<>();
    private final Map<VersionId, Long> runs = new HashMap<>();

    /** Whose shards were closed while no task was open, so that nobody can claim one. */
    private final Set<Incarnation> empty = new HashSet<>();

    private int made;

    Fleet(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      leaders.add(new Leader("cp1"));
      leaders.add(new Leader("cp2"));
      runtimes.add(new Host());
      runtimes.add(new Host());
    }

    void chaos() {
      now = now.plusMillis(random.nextInt(800));
      switch (random.nextInt(13)) {
        case 0, 1, 2, 3 -> leaders.get(random.nextInt(leaders.size())).act(true);
        case 4, 5, 6 -> anyRuntime().look();
        case 7 -> anyRuntime().finishLoads(random.nextInt(5) == 0);
        case 8 -> anyRuntime().claim();
        case 9 -> endSomeRun();
        case 10 -> deploy();
        case 11 -> undeploy();
        default -> crash();
      }
    }

    private void crash() {
      switch (random.nextInt(3)) {
        case 0 -> {
          runtimes.remove(random.nextInt(runtimes.size()));
          runtimes.add(new Host());
        }
        case 1 -> leaders.set(0, new Leader("cp" + ++made + "a"));
        default -> leaders.set(1, new Leader("cp" + ++made + "b"));
      }
    }

    private void deploy() {
      DeploymentName name = new DeploymentName("d" + random.nextInt(3));
      Deployment present = store.read().deployments().get(name);
      Incarnation life = present == null ? new Incarnation("life" + ++made) : present.incarnation();
      ServiceVersion version = Samples.version(name.value(), random.nextInt(4));
      Rollout rollout =
          new Rollout(
              new RolloutId("rollout-" + ++made),
              name,
              life,
              null,
              Map.of(version.spec().id(), version),
              Rollout.State.PENDING,
              "",
              now,
              AdmissionRules.DEFAULT);
      assertThat(store.begin(rollout, present != null))
          .isIn(BeginReply.STARTED, BeginReply.BUSY, BeginReply.LEAVING);
    }

    private void undeploy() {
      if (random.nextInt(4) == 0) {
        UndeployReply _ =
            store.undeploy(new DeploymentName("d" + random.nextInt(3)), Departure.DRAIN);
      }
    }

    private void endSomeRun() {
      runs.entrySet().stream()
          .filter(e -> e.getValue() > 0)
          .min(Map.Entry.comparingByKey())
          .ifPresent(e -> runs.merge(e.getKey(), -1L, Long::sum));
    }

    private long openRuns(Deployment deployment) {
      return Stream.concat(deployment.live().values().stream(), deployment.retired().stream())
          .mapToLong(version -> runs.getOrDefault(version.id(), 0L))
          .sum();
    }

    private Host anyRuntime() {
      return runtimes.get(random.nextInt(runtimes.size()));
    }

    @Override
    public void close() {
      messaging.close();
    }

    /** Without further crashes everything ends and nothing is left to do. */
    void settle() {
      for (int round = 0; round < 120; round++) {
        now = now.plusSeconds(1);
        runtimes.forEach(Host::look);
        runtimes.forEach(r -> r.finishLoads(false));
        leaders.forEach(l -> l.act(false));
        endSomeRun();
        endSomeRun();
      }
      FleetState end = store.read();
      assertThat(end.rollouts()).as("seed %d: no rollout hangs", seed).isEmpty();
      for (Deployment deployment : end.deployments().values()) {
        assertThat(deployment.departure()).as("seed %d: what goes is gone", seed).isNull();
        assertThat(deployment.retired()).as("seed %d: all old is forgotten", seed).isEmpty();
        for (ServiceVersion version : deployment.live().values()) {
          assertThat(holders(end, version))
              .as("seed %d: %s is loaded and live on both runtimes", seed, version.id())
              .hasSize(2);
        }
      }
      assertThat(end.assignments().stream().map(Assignment::live))
          .as("seed %d: nothing else is assigned", seed)
          .doesNotContain(false);
    }

    private static List<RuntimeReport> holders(FleetState state, ServiceVersion version) {
      return state.assignments().stream()
          .filter(a -> a.live() && a.version().equals(version))
          .flatMap(a -> state.runtimes().stream().filter(r -> r.runtime().equals(a.runtime())))
          .filter(r -> r.placements().get(version.id()) instanceof PlacementState.Loaded)
          .toList();
    }

    /** One control plane: a core, and what its shell does. */
    private final class Leader {
      private final String id;
      private OptionalLong term = OptionalLong.empty();
      private LeaderCore core = newCore();

      Leader(String id) {
        this.id = id;
      }

      private static LeaderCore newCore() {
        return new LeaderCore(
            new Planner(2),
            new LeaderCore.Patience(
                Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(10)));
      }

      void act(boolean mayCrash) {
        OptionalLong granted = store.lead(id, LEASE);
        if (!granted.equals(term)) {
          term = granted;
          core = newCore();
        }
        if (term.isEmpty()) {
          return;
        }
        FleetState seen = store.read();
        Map<VersionId, Long> counts =
            seen.deployments().values().stream()
                .flatMap(d -> d.retired().stream())
                .collect(
                    Collectors.toMap(
                        ServiceVersion::id, v -> runs.getOrDefault(v.id(), 0L), (a, _) -> a));
        LeaderCore.Unfinished unfinished = new LeaderCore.Unfinished(counts, open(seen));
        for (LeaderAction action : core.step(now, seen, unfinished)) {
          if (mayCrash && random.nextInt(6) == 0) {
            term = OptionalLong.empty();
            core = newCore();
            return;
          }
          apply(seen, action);
        }
      }

      private Map<DeploymentName, Long> open(FleetState seen) {
        return seen.deployments().values().stream()
            .filter(d -> d.departure() != null)
            .collect(Collectors.toMap(Deployment::name, this::close));
      }

      private long close(Deployment deployment) {
        long open = openRuns(deployment);
        if (open == 0) {
          empty.add(deployment.incarnation());
        }
        return open;
      }

      private void apply(FleetState seen, LeaderAction action) {
        long by = term.orElseThrow();
        switch (action) {
          case LeaderAction.Assign(var assignments) -> store.assign(by, assignments);
          case LeaderAction.Finish(var rollout, var state, var cause) -> {
            if (state == Rollout.State.LIVE) {
              assertIsLoaded(seen, rollout);
            } else {
              assertThat(cause).as("seed %d: a failure has a cause", seed).isNotEmpty();
            }
            store.finish(by, rollout, state, cause);
          }
          case LeaderAction.Forget(var deployment, var version) -> {
            assertThat(runs.getOrDefault(version, 0L))
                .as("seed %d: no run needs what is forgotten", seed)
                .isZero();
            store.forget(by, deployment, version);
          }
          case LeaderAction.Remove(var deployment, var incarnation) -> {
            assertThat(openRuns(Objects.requireNonNull(seen.deployments().get(deployment))))
                .as("seed %d: no run is left of what is removed", seed)
                .isZero();
            store.remove(by, deployment, incarnation);
          }
        }
      }

      private void assertIsLoaded(FleetState seen, RolloutId rollout) {
        Rollout live = store.rollout(rollout).orElseThrow();
        for (ServiceVersion version : live.versions().values()) {
          assertThat(seen.runtimes())
              .as("seed %d: live only when loaded", seed)
              .anyMatch(r -> r.placements().get(version.id()) instanceof PlacementState.Loaded);
        }
      }
    }

    /** One runtime: what it holds, and the assignments as it saw them last. */
    private final class Host {
      private final RuntimeId id = new RuntimeId("r" + ++made);
      private final Map<VersionId, PlacementState> placements = new HashMap<>();
      private List<Assignment> mine = List.of();
      private Instant lookedAt = now;

      void look() {
        lookedAt = now;
        mine = store.read().assignments().stream().filter(a -> a.runtime().equals(id)).toList();
        List<VersionId> wanted = mine.stream().map(a -> a.version().id()).toList();
        placements.keySet().retainAll(wanted);
        wanted.forEach(v -> placements.putIfAbsent(v, new PlacementState.Loading()));
        report();
      }

      void finishLoads(boolean fail) {
        placements.replaceAll((_, state) ->
            state instanceof PlacementState.Loading
                ? fail
                    ? new PlacementState.Failed("it does not compile")
                    : new PlacementState.Loaded(List.of())
                : state);
        report();
      }

      /** Takes a run by what it knows, which may be old. */
      void claim() {
        if (now.isAfter(lookedAt.plus(STALE_VIEW))) {
          return;
        }
        mine.stream()
            .filter(a -> a.live() && !empty.contains(a.incarnation()))
            .filter(a -> placements.get(a.version().id()) instanceof PlacementState.Loaded)
            .findFirst()
            .ifPresent(a -> pin(a.version()));
      }

      private void pin(ServiceVersion version) {
        assertThat(store.read().deployments().values())
            .as("seed %d: a claimed run's version is known", seed)
            .anyMatch(d -> d.retired().contains(version) || d.live().containsValue(version));
        runs.merge(version.id(), 1L, Long::sum);
      }

      private void report() {
        store.report(
            new RuntimeReport(id, "host", 4, Map.of(), placements), Duration.ofSeconds(10));
      }
    }
  }
}
