package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workflows of every kind, with crashes everywhere; {@link ManySchedulesTest} has the orders. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ExamplesTest {

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
}
