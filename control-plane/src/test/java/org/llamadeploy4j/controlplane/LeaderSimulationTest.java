package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole fleets with accidents between any two calls of their control planes. */
class LeaderSimulationTest {
  private static final int ACTS = 300;
  private static final int WORLDS = 1_000;

  /** The rarest mistake needs a runtime that claims by an old view just between two writes. */
  private static final int MOST_WORLDS = 10_000;

  @Test
  void aThousandFleetsSettleAndLoseNothingWhateverHappens() {
    // what fails names its seed
    LongStream.rangeClosed(1, WORLDS).forEach(seed -> live(seed, LeaderBug.NONE));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedMistakeIsFound(LeaderBug bug) {
    OptionalLong found =
        LongStream.rangeClosed(1, MOST_WORLDS).filter(seed -> fails(seed, bug)).findFirst();

    assertThat(found).as("a seed of 1 to %d that shows it", MOST_WORLDS).isPresent();
    System.out.printf("%s is found by seed %d%n", bug, found.getAsLong());
  }

  private static boolean fails(long seed, LeaderBug bug) {
    try {
      live(seed, bug);
      return false;
    } catch (AssertionError _) {
      return true;
    }
  }

  private static void live(long seed, LeaderBug bug) {
    try (SimFleet fleet = new SimFleet(seed, bug)) {
      for (int act = 0; act < ACTS; act++) {
        fleet.act();
      }
      fleet.settle();
    }
  }
}
