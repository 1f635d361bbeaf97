package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ten and more workflows as authors write them, each in a thousand seeded orders, every fourth with
 * a crash at a tick that the seed draws: always the same result, the same states, and nothing left
 * in hand. The seconds are printed, not asserted.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // for what hangs
class ManySchedulesTest {

  private static final int SEEDS = 1_000;
  private static final int CRASH_EVERY = 4;

  @ParameterizedTest
  @EnumSource
  void everyOrderWithCrashesInBetweenGivesTheSameResultAndStates(Example example) {
    long begun = System.nanoTime();
    WorkflowTest test = example.test();
    test.schedules(
        SEEDS,
        example.start,
        run -> {
          check(example, run);
          if (run.seed() % CRASH_EVERY == 0) {
            crash(example, test, run);
          }
        });
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    System.out.printf("%s: %d orders from seed 0 in %d ms%n", example, SEEDS, millis);
  }

  private static void crash(Example example, WorkflowTest test, TestRun run) {
    List<byte[]> journal = run.journal();
    int ticks = 1 + new Random(run.seed()).nextInt(journal.size());
    TestRun resumed = test.seed(run.seed()).resume(example.start, journal.subList(0, ticks));
    assertThat(resumed.result())
        .as("after a crash at tick %d of %d", ticks, journal.size())
        .isEqualTo(example.result);
    assertThat(resumed.view().states())
        .as("after a crash at tick %d", ticks)
        .isEqualTo(run.view().states());
  }

  private static void check(Example example, TestRun run) {
    assertThat(run.result()).isEqualTo(example.result);
    assertThat(run.view().states()).isEqualTo(example.states());
  }

  /** The seeds are worth something: a workflow whose result depends on the order is found out. */
  @Test
  void aWorkflowThatDependsOnTheOrderDoesNotPass() {
    assertThatThrownBy(() ->
            WorkflowTest.of(ExampleWorkflows.Racy::new)
                .schedules(
                    SEEDS,
                    new ExampleWorkflows.Go(3),
                    run -> assertThat(run.result()).isEqualTo(3L)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the same order again: seed(");
  }
}
