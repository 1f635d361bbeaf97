package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the tests of the engine would say to an engine with a mistake: each {@link Mutant} must make
 * one of the suites fail, which all pass with the right reducer.
 */
class MutantsTest {

  private static final int SEEDS = 60;

  /** A suite, and what it does with an engine. */
  private enum Suite {
    RESULTS {
      @Override
      void run(ExampleFlow flow, Folding folding) {
        new Resumption(flow, folding).checkResult();
      }
    },
    FOLDS {
      @Override
      void run(ExampleFlow flow, Folding folding) {
        new Resumption(flow, folding).checkFold();
      }
    },
    TIMERS {
      @Override
      void run(ExampleFlow flow, Folding folding) {
        new Resumption(flow, folding).checkTimers();
      }
    },
    PREFIXES {
      @Override
      void run(ExampleFlow flow, Folding folding) {
        new Resumption(flow, folding).checkPrefixes();
      }
    },
    SCHEDULES {
      @Override
      void run(ExampleFlow flow, Folding folding) {
        for (int seed = 0; seed < SEEDS; seed++) {
          new Simulation(flow, folding, seed).run();
        }
      }
    };

    abstract void run(ExampleFlow flow, Folding folding);
  }

  @Test
  void theRightReducerPassesEverySuite() {
    for (Suite suite : Suite.values()) {
      for (ExampleFlow flow : ExampleFlow.values()) {
        suite.run(flow, flow.reducer());
      }
    }
  }

  @Test
  void everyMutantIsKilled() {
    List<Mutant> alive = new ArrayList<>();
    for (Mutant mutant : Mutant.values()) {
      Optional<String> killer = killerOf(mutant);
      System.out.printf("%-40s %s%n", mutant, killer.orElse("SURVIVES"));
      if (killer.isEmpty()) {
        alive.add(mutant);
      }
    }
    int all = Mutant.values().length;
    System.out.printf("%d of %d mutants killed%n", all - alive.size(), all);
    assertThat(alive).as("mutants that no suite finds").isEmpty();
  }

  private static Optional<String> killerOf(Mutant mutant) {
    for (Suite suite : Suite.values()) {
      for (ExampleFlow flow : ExampleFlow.values()) {
        try {
          suite.run(flow, mutant.of(flow.reducer()));
        } catch (RuntimeException | AssertionError e) {
          return Optional.of("killed by " + suite + " of " + flow);
        }
      }
    }
    return Optional.empty();
  }
}
