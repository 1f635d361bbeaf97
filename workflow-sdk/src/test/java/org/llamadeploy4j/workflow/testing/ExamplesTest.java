package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workflows of every kind, with crashes everywhere and in many orders. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ExamplesTest {

  private static final int SEEDS = 100;

  // T219
  @ParameterizedTest
  @EnumSource
  void aCrashAnywhereChangesNothing(Example example) {
    TestRun run = example.test().crashEverywhere(example.start);

    assertThat(run.result()).isEqualTo(example.result);
  }

  @ParameterizedTest
  @EnumSource
  void aCrashAnywhereInAnotherOrderChangesNothing(Example example) {
    for (long seed = 1; seed <= 5; seed++) {
      example.test().seed(seed).crashEverywhere(example.start);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyOrderGivesTheSameResult(Example example) {
    example
        .test()
        .schedules(SEEDS, example.start, run -> assertThat(run.result()).isEqualTo(example.result));
    System.out.printf("%s: %d seeds from 0%n", example, SEEDS);
  }
}
