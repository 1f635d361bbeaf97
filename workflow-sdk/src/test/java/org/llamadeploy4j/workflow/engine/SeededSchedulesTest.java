package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** The example flows in 10,000 schedules and more; see {@link Simulation}. */
class SeededSchedulesTest {

  /** Whether its steps sometimes all wait, for long enough to be worth parking. */
  private static boolean rests(ExampleFlow flow) {
    return switch (flow) {
      case HUMAN_ANSWER, SLEEP, RETRY, CHILD -> true;
      default -> false;
    };
  }

  private static final int SEEDS = 850;

  @ParameterizedTest
  @EnumSource
  void noScheduleLosesOrDoublesAnOutcome(ExampleFlow flow) {
    long base = Long.getLong(WorkflowTest.SEED, 0);
    System.out.printf("%s: %d schedules, seeds from %d%n", flow, SEEDS, base);
    int parkings = 0;
    for (long seed = base; seed < base + SEEDS; seed++) {
      Simulation simulation = new Simulation(flow, flow.reducer(), seed);
      simulation.run();
      parkings += simulation.parkings();
    }
    System.out.printf("%s: parked %d times%n", flow, parkings);
    assertThat(parkings > 0).as("whether runs of %s were parked", flow).isEqualTo(rests(flow));
  }
}
