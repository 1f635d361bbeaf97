package org.llamadeploy4j.workflow.testing;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.StartEvent;

/** Runs a workflow in many orders. Used once, by the test's thread. */
final class Schedules {

  private final Setup setup;
  private final StartEvent start;

  Schedules(Setup setup, StartEvent start) {
    this.setup = setup;
    this.start = start;
  }

  void check(int count, Consumer<TestRun> check) {
    checkCount(count);
    int tried = System.getProperty(WorkflowTest.SEED) == null ? count : 1;
    for (long seed = setup.seed(); seed < setup.seed() + tried; seed++) {
      TestRun run = run(seed);
      try {
        check.accept(run);
      } catch (RuntimeException | AssertionError e) {
        throw failed(seed, tried, run, e);
      }
    }
  }

  void checkSame(int count) {
    checkCount(count);
    TestRun first = run(setup.seed());
    check(
        count,
        run -> {
          if (!run.outcome().key().equals(first.outcome().key())) {
            throw new AssertionError(
                "seed %d gave %s".formatted(first.seed(), first.outcome().words()));
          }
        });
  }

  /** A test that tries nothing would pass whatever the workflow does. */
  private static void checkCount(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("schedules needs at least one seed to try, not " + count);
    }
  }

  private TestRun run(long seed) {
    return new Stage(setup.withSeed(seed), start, setup.world().begin()).play(java.util.List.of());
  }

  private AssertionError failed(long seed, int tried, TestRun run, @Nullable Throwable cause) {
    return new AssertionError(
        ("the run with seed %d, of %d from %d, gave %s: %s%n"
                + "the same order again: seed(%d), or -D%s=%d for the whole test%s")
            .formatted(
                seed,
                tried,
                setup.seed(),
                run.outcome().words(),
                cause == null ? "" : String.valueOf(cause.getMessage()),
                seed,
                WorkflowTest.SEED,
                seed,
                run.isRepeatable()
                    ? ""
                    : "; but a step blocked, so the seed alone does not decide"),
        cause);
  }
}
