package org.llamadeploy4j.workflow.engine;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** The example flows in 10,000 schedules and more; see {@link Simulation}. */
class SeededSchedulesTest {

  private static final int SEEDS = 850;

  @ParameterizedTest
  @EnumSource
  void noScheduleLosesOrDoublesAnOutcome(ExampleFlow flow) {
    long base = Long.getLong(WorkflowTest.SEED, 0);
    System.out.printf("%s: %d schedules, seeds from %d%n", flow, SEEDS, base);
    for (long seed = base; seed < base + SEEDS; seed++) {
      new Simulation(flow, flow.reducer(), seed).run();
    }
  }
}
