package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whole fleets in one thread: the runtime's shells and cores, the workflow engine and the store's
 * twin on one virtual clock and one seeded scheduler, with trouble of all kinds. Each seed is a
 * world. {@code -Dsimulation.seed=N} plays that one and prints all that happens in it, {@code
 * -Dsimulation.seeds=N} plays so many.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 10_000);
  private static final @Nullable Long SEED = Long.getLong("simulation.seed");

  @Test
  void noFleetBreaksAPromise() throws InterruptedException {
    List<SimRunner.Played> bad = SEED == null ? all() : shown(SEED);

    assertThat(bad.stream().map(SimRunner.Played::text).collect(Collectors.joining())).isEmpty();
  }

  private static List<SimRunner.Played> all() throws InterruptedException {
    long begun = System.nanoTime();
    List<SimRunner.Played> bad = SimRunner.many(1, SEEDS);
    Duration taken = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf(
        Locale.ROOT, "%d simulated fleets in %.1f s%n", SEEDS, taken.toMillis() / 1e3);
    return bad;
  }

  private static List<SimRunner.Played> shown(long seed) {
    SimRunner.Played played = SimRunner.one(seed, true);
    System.out.println(played.text());
    return played.bad() ? List.of(played) : List.of();
  }

  @Test
  void runsOfOneVersionAreCompacted() {
    int snapshots = 0;
    for (long seed = 1; seed <= 100; seed++) {
      snapshots += SimRunner.one(seed, false).outcome().snapshots();
    }
    System.out.printf("%d snapshots in 100 simulated fleets%n", snapshots);
    assertThat(snapshots).isGreaterThan(200);
  }

  @Test
  void theSeedReplays() {
    for (long seed = 1; seed <= 20; seed++) {
      SimWorld.Outcome first = SimRunner.one(seed, false).outcome();
      SimWorld.Outcome second = SimRunner.one(seed, false).outcome();
      assertThat(second.trace().hash()).as("seed %d", seed).isEqualTo(first.trace().hash());
    }
  }
}
